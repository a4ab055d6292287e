"""What lines may ask of a configuration: what is chosen, how many, with which attributes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from cpq.catalog.configuring.definition import Choice, Definition, Option, Slot

Attributes = Mapping[str, Mapping[str, str]]  # by SKU


def facts_of(
    definition: Definition, choices: Mapping[str, Choice], attributes: Attributes
) -> dict[str, Any]:
    """Return the values of ``slot``, ``slot/option`` and their attributes for expressions.

    Attributes are those of the product chosen and, before them, those of the option itself.
    """
    slots = {slot.key: slot for slot in definition.slots}
    facts: dict[str, Any] = {}
    for key, choice in choices.items():
        name, _slash, option_key = key.partition("/")
        if not choice.quantity or name not in slots:
            continue
        option = _option(slots[name], option_key or choice.sku)
        known = {**attributes.get(choice.sku, {}), **(option.attributes if option else {})}
        values = {**known, "sku": choice.sku, "quantity": choice.quantity}
        for prefix in _prefixes(name, option_key, choice, option):
            facts[prefix] = True
            facts |= {f"{prefix}.{attribute}": value for attribute, value in values.items()}
        if option_key:
            facts[name] = True
            facts[f"{name}.quantity"] = facts.get(f"{name}.quantity", 0) + choice.quantity
    return facts


def _prefixes(name: str, option_key: str, choice: Choice, option: Option | None) -> Iterator[str]:
    if not option_key:
        yield name
    for key in {option_key or choice.sku, option.key if option else choice.sku}:
        yield f"{name}/{key}"


def _option(slot: Slot, key: str) -> Option | None:
    return next((one for one in slot.options if key in {one.key, one.sku}), None)
