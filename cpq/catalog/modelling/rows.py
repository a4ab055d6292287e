"""A model as rows for a spreadsheet: one for each assembly, group, option, rule and test. Pure.

Groups, options and assemblies are known by their keys, rules by their key or as ``#3``, the third,
tests by their name or likewise. A cell that holds several things has one a line. Questions stay in
the model.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cpq.catalog.configuring import Definition
from cpq.catalog.configuring.definition import (
    Constraint,
    Excludes,
    Expression,
    Match,
    Requires,
    Resource,
    Table,
    Use,
)
from cpq.catalog.modelling.reading import choice_lines, list_lines
from foundation.language import Text, _

Row = Mapping[str, str]
COLUMNS: dict[str, Text] = {
    "product": _("Product whose model it is"),
    "part": _("Part of the model"),
    "group": _("Group"),
    "key": _("Key"),
    "name": _("What it is called"),
    "name_en": _("Name in English"),
    "sku": _("SKU"),
    "attributes": _("Attributes"),
    "surcharge_sku": _("Surcharge"),
    "category": _("Category"),
    "where": _("Only with these attributes"),
    "skus": _("Or only these products"),
    "least": _("At least"),
    "most": _("At most"),
    "max_quantity": _("Units of one option"),
    "parent": _("Only with this option"),
    "assembly": _("Assembly"),
    "page": _("Page"),
    "this": _("This option"),
    "that": _("Other options"),
    "attribute": _("Attribute"),
    "other": _("Other group"),
    "other_attribute": _("Its attribute"),
    "allowed": _("Allowed pairs"),
    "takes": _("What takes"),
    "base": _("Taken anyway"),
    "limit": _("Limit"),
    "text": _("Expression"),
    "message": _("What the rep reads"),
    "message_en": _("What the rep reads, in English"),
    "severity": _("How hard"),
    "owner": _("Responsible"),
    "choices": _("Choices"),
    "expect": _("What is expected"),
    "forces": _("Forced option"),
}
RULES = ("requires", "excludes", "match", "table", "resource", "expression")
PARTS = ("assembly", "group", "option", *RULES, "test")


def rows_of(model: Definition) -> Iterator[dict[str, str]]:
    """Yield the rows of a model, each thing behind what it names."""
    for assembly in model.assemblies:
        yield row_of("assembly", assembly.model_dump(mode="json"))
    for slot in model.slots:
        data = slot.model_dump(mode="json")
        yield row_of("group", data)
        yield from (row_of("option", option, group=slot.key) for option in data["options"])
    for n, rule in enumerate(model.constraints, 1):
        yield row_of(rule.kind, rule.model_dump(mode="json"), rule=rule, key=rule.key or f"#{n}")
    for n, test in enumerate(model.tests, 1):
        yield row_of("test", test.model_dump(mode="json"), key=f"#{n}")


def row_of(part: str, data: Mapping[str, Any], **known: Any) -> dict[str, str]:
    """Return the row of a part; equal rows say the same."""
    row = dict.fromkeys(COLUMNS, "") | {"part": part}
    match part:
        case "assembly":
            return row | _named(data, "name") | {"parent": data["parent"]}
        case "option":
            return row | _named(data, "name") | _option(data) | {"group": known["group"]}
        case "group":
            return row | _named(data, "label") | _group(data)
        case "test":
            return row | {"key": known["key"]} | _test(data)
    return row | {"key": known["key"]} | _rule(data) | _demand(known["rule"])


def _named(data: Mapping[str, Any], words: str) -> dict[str, str]:
    return {"key": data["key"], "name": data[words]["ja"], "name_en": data[words]["en"]}


def _option(data: Mapping[str, Any]) -> dict[str, str]:
    values = "\n".join(f"{name} = {value}" for name, value in data["attributes"].items())
    return {"sku": data["sku"], "surcharge_sku": data["surcharge_sku"], "attributes": values}


def _group(data: Mapping[str, Any]) -> dict[str, str]:
    plain = ("category", "parent", "assembly", "page", "least", "most", "max_quantity")
    listed = {"where": list_lines(data["where"]), "skus": "\n".join(data["skus"])}
    return {name: str(data[name]) for name in plain} | listed


def _test(data: Mapping[str, Any]) -> dict[str, str]:
    forced = "\n".join(f"{slot} = {option}" for slot, option in data["forces"].items())
    return {
        "name": data["name"],
        "choices": choice_lines(data["choices"]),
        "expect": data["expect"],
        "forces": forced,
    }


def _rule(data: Mapping[str, Any]) -> dict[str, str]:
    message = {"message": data["message"]["ja"], "message_en": data["message"]["en"]}
    return message | {"severity": data["severity"], "owner": data["owner"]}


def _demand(rule: Constraint) -> dict[str, str]:
    match rule:
        case Requires():
            others = [place(rule.other, sku) for sku in rule.other_skus or [""]]
            return {"this": place(rule.slot, rule.sku), "that": "\n".join(others)}
        case Excludes():
            other = place(rule.other, rule.other_sku)
            return {"this": place(rule.slot, rule.sku), "that": other}
        case Match() | Table():
            pairs = [f"{one} = {other}" for one, other in getattr(rule, "allowed", ())]
            return {
                "group": rule.slot,
                "attribute": rule.attribute,
                "other": rule.other,
                "other_attribute": rule.other_attribute,
                "allowed": "\n".join(pairs),
            }
        case Resource():
            return {
                "takes": "\n".join(map(_use, rule.uses)),
                "other": rule.provider,
                "other_attribute": rule.provider_attribute,
                "base": _plain(rule.base),
                "limit": _plain(rule.limit),
            }
        case Expression():
            return {"text": rule.text}


def place(slot: str, option: str) -> str:
    """Return ``group/option``, or the group alone."""
    return f"{slot}/{option}" if option else slot


def _use(use: Use) -> str:
    times = "" if use.times == 1 else f" * {_plain(use.times)}"
    unknown = "" if use.unknown is None else f" else {_plain(use.unknown)}"
    return f"{use.slot}.{use.attribute}{times}{unknown}"


def _plain(number: Any) -> str:
    words = f"{number:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words
