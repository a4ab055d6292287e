"""The cases about product models and kits, read into definitions and structures."""

import re
from decimal import Decimal

from cpq.catalog.configuring import Candidate, Choice, Configurator, Definition, compile_model
from cpq.catalog.materials.exploding import Component, explode
from foundation.errors import Refusal


def words(text):
    return {"ja": text, "en": text}


def variants(given):
    """Attributes with so many values each, or with their names; "RAM16 x HDD1" never together."""
    pairs = sides(given["exclude"])
    sizes = {name: n for name, n in given.of(int, list).items() if name != "exclude"}
    return {"before": count(sizes, []), "after": count(sizes, pairs)}


def sides(excluded):
    """Read one exclusion or several: "RAM16 x HDD1", "HDD4 x M/L", a list of such."""
    several = excluded if isinstance(excluded, list) else re.split(r", |; | and ", excluded)
    if len(several) != 1:
        return [pair for one in several for pair in sides(one)]
    (excluded,) = several
    one, _cross, other = (part.strip() for part in excluded.partition(" x "))
    return [(one, value) for value in other.split("/")] if one else []


def child_variants(given):
    """Choices of the parent that bar values of its child: "HDD4 x M", "case size M/L/XL"."""
    values = given["child"].split()[-1].split("/")
    pairs, choice = sides(given["exclude"]), given["parent_choice"]
    parents = list(dict.fromkeys([choice, *(one for one, _value in pairs), "OTHER"]))
    rules = [("parent", one, "child", value) for one, value in pairs]
    configurator = _configurator({"parent": parents, "child": values}, rules)
    chosen = {"parent": Choice(sku=choice)}
    try:
        valid = configurator.options("child", configurator.answer(chosen), chosen)
    except Refusal:  # that choice goes with none of them
        return {"child_variants": 0}
    return {"child_variants": sum(state.possible for state in valid.values())}


def kit(given):
    """ "Seat: 1 back, 2 arm kit; arm kit: 1 arm, 2 bolt": how many of each part so many take."""
    structure, names = {}, []
    for part in given["bom"].split(";"):
        whole, _colon, inside = part.partition(":")
        names.append(whole.strip())
        structure[whole.strip()] = [
            Component(found[2].strip(), found[1])
            for found in re.finditer(r"([\d.]+) ([^,;]+)", inside)
        ]
    counts = dict.fromkeys((part.sku for parts in structure.values() for part in parts), Decimal(0))
    for row in explode(names[0], structure, Decimal(str(given.first("qty", default=1)))):
        counts[row.sku] = counts.get(row.sku, 0) + row.quantity
    return {said: n for name, n in counts.items() for said in _plurals(name)}


def _plurals(name):
    """The words an expectation may use: "bolts", "boxes", "batteries", "arm_kits"."""
    plain = name.replace(" ", "_")
    return {name, f"{name}s", plain, f"{plain}s", f"{plain}es", plain.removesuffix("y") + "ies"}


def count(sizes, pairs):
    """Every complete configuration, one by one."""
    slots = {name: _values(name, n, pairs) for name, n in sizes.items()}
    named = {value: name for name, values in slots.items() for value in values}
    rules = [(named[one], one, named[other], other) for one, other in pairs]
    try:
        return _complete(_configurator(slots, rules), list(slots), {})
    except Refusal:  # a model without solution
        return 0


def _values(name, n, pairs):
    """Values named like the attribute, those the exclusion names among them."""
    if isinstance(n, list):
        return n
    named = [v for pair in pairs for v in pair if re.match(rf"{name}\d*$", v, re.IGNORECASE)]
    others = (f"{name}-{k}" for k in range(n))
    return [*dict.fromkeys(named), *others][:n]


def _complete(configurator, slots, chosen):
    if not slots:
        return 1
    first, *rest = slots
    states = configurator.options(first, configurator.answer(chosen), chosen)
    open_ones = [sku for sku, state in states.items() if state.possible]
    return sum(
        _complete(configurator, rest, {**chosen, first: Choice(sku=sku)}) for sku in open_ones
    )


def _configurator(slots, exclusions):
    model = {
        "sku": "MODEL",
        "slots": [{"key": key, "label": words(key), "skus": list(of)} for key, of in slots.items()],
        "constraints": [
            {
                "kind": "excludes",
                "slot": slot,
                "sku": sku,
                "other": other,
                "other_sku": value,
                "message": words("They exclude each other."),
            }
            for slot, sku, other, value in exclusions
        ],
    }
    candidates = {key: [Candidate(sku, words(sku), {}) for sku in of] for key, of in slots.items()}
    return Configurator(compile_model(Definition.model_validate(model), candidates))
