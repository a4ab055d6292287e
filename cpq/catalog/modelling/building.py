"""A model brought up to date row by row, as ``rows`` writes them; what is not named stays. Pure."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from cpq.catalog.configuring.definition import (
    Assembly,
    Constraint,
    Definition,
    ModelTest,
    Option,
    Slot,
    Words,
)
from cpq.catalog.forms import attributes_from
from cpq.catalog.modelling.checking import check_key, check_words, checked, why_not
from cpq.catalog.modelling.reading import MOST_OPTIONS, MOST_UNITS, choices_from, lists, skus
from cpq.catalog.modelling.reading_rules import SEVERITIES, amount_from, pairs_from
from cpq.catalog.modelling.rows import PARTS, RULES, Row, row_of
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number

EXPECTED = ("valid", "invalid", "forces")
TAKES = re.compile(r"(.+?)(?:\s*\*\s*([-\d.,]+))?(?:\s+else\s+([-\d.,]+))?")
RULE: TypeAdapter[Constraint] = TypeAdapter(Constraint)
KINDS: dict[str, type[BaseModel]] = {"assembly": Assembly, "group": Slot, "option": Option}
Data = dict[str, Any]


class Building:
    """One model that is being brought up to date."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self.data: Data = deepcopy(dict(definition))
        self.changed = False

    def take(self, row: Row) -> str:
        """Take a row: ``new``, ``changed`` or ``unchanged``. Raises Refusal; nothing is changed."""
        part = row["part"].strip().lower()
        if part not in PARTS:
            raise Refusal(
                _("“%(word)s” is no part of a model. Use one of %(known)s.",
                  word=row["part"][:40] or "–", known=", ".join(PARTS)),
                field="part",
            )  # fmt: skip
        parts = self._list(part, row)
        at = self._at(part, parts, row)
        old = None if at is None else parts[at]
        value = self._test(row) if part == "test" else _value(part, row, old)
        if part in RULES and at is None and any(_same(part, one, value, row) for one in parts):
            return "unchanged"
        if old is not None and _same(part, old, value, row):
            return "unchanged"
        self._put(part, parts, at, value)
        self.changed = True
        return "new" if at is None else "changed"

    def check(self) -> None:
        """Refuse what does not hold together."""
        checked(self.data)

    def _put(self, part: str, parts: list[Data], at: int | None, value: Data) -> None:
        kept = list(parts)
        parts[len(parts) if at is None else at : None if at is None else at + 1] = [value]
        try:
            if part == "option":
                check_key(value["key"])  # of ten thousand options each is looked at by itself
                check_words(value)
            else:
                self.check()
        except Refusal:
            parts[:] = kept
            raise

    def _list(self, part: str, row: Row) -> list[Data]:
        if part == "option":
            for slot in self.data["slots"]:
                if slot["key"] == row["group"].strip():
                    options: list[Data] = slot["options"]
                    return options
            words = _("There is no group “%(key)s”. Put it before its options.", key=row["group"])
            raise Refusal(words, field="group")
        names = {"assembly": "assemblies", "group": "slots", "test": "tests"}
        found: list[Data] = self.data.setdefault(names.get(part, "constraints"), [])
        return found

    def _at(self, part: str, parts: list[Data], row: Row) -> int | None:
        key = row["key"].strip()
        numbered = part in (*RULES, "test") and re.fullmatch(r"#(\d{1,5})", key)
        if numbered:
            n = int(numbered[1]) - 1
            if not 0 <= n < len(parts):
                words = _("There is no rule %(key)s in the model.", key=key)
                if part == "test":
                    words = _("There is no test %(key)s in the model.", key=key)
                raise Refusal(words, field="key")
            return n
        if part == "test":
            key = row["name"].strip()
        elif not key and part not in RULES:
            raise Refusal(_("Say the key of the %(part)s.", part=part), field="key")
        named = "name" if part == "test" else "key"
        return next((n for n, one in enumerate(parts) if key and one[named] == key), None)

    def _test(self, row: Row) -> Data:
        """Return a test; where its choices are made the model says."""
        model = Definition.model_validate(self.data)
        forced = choices_from(row["forces"], model)
        expect = row["expect"].strip().lower() or ("forces" if forced else "valid")
        if expect not in EXPECTED:
            words = _("“%(word)s” is not what a test expects. Use one of %(known)s.",
                      word=expect[:40], known=", ".join(EXPECTED))  # fmt: skip
            raise Refusal(words, field="expect")
        if bool(forced) != (expect == "forces"):
            raise Refusal(_("Say which option has to be forced."), field="forces")
        data = {
            "name": clean(row["name"], _("Test name"), required=True, field="name"),
            "choices": choices_from(row["choices"], model),
            "expect": expect,
            "forces": {slot: choice["sku"] for slot, choice in forced.items()},
        }
        return _dumped(TypeAdapter(ModelTest), data)


def _same(part: str, one: Mapping[str, Any], other: Mapping[str, Any], row: Row) -> bool:
    return one == other or _row(part, one, row) == _row(part, other, row)


def _row(part: str, data: Mapping[str, Any], row: Row) -> Row:
    if part not in RULES:
        return row_of(part, data, group=row["group"].strip(), key="")
    rule = RULE.validate_python(data)
    return row_of(rule.kind, data, rule=rule, key="")


def _value(part: str, row: Row, old: Mapping[str, Any] | None) -> Data:
    if part in RULES:
        key = row["key"].strip()
        kept = (old or {}).get("key", "") if key.startswith("#") else key
        data = {"kind": part, "key": kept, **_rule(row), **_DEMANDS[part](row)}
        return _dumped(RULE, data)
    data = {"key": row["key"].strip(), **_READERS[part](row, old or {})}
    return _dumped(TypeAdapter(KINDS[part]), data)


def _dumped(kind: TypeAdapter[Any], data: Data) -> Data:
    try:
        dumped: Data = kind.validate_python(data).model_dump(mode="json")
    except ValidationError as error:
        raise Refusal(why_not(error.errors()[0])) from error
    return dumped


def _words(row: Row, name: str = "name", *, required: bool = True) -> Data:
    japanese, english = row[name].strip(), row[f"{name}_en"].strip()
    if required and not (japanese or english):
        raise Refusal(_("Say its name."), field=name)
    return Words(ja=japanese or english, en=english or japanese).model_dump()


def _count(row: Row, name: str, label: Text, usual: int, least: int, most: int) -> int:
    typed = row[name].strip() or str(usual)
    return int(parse_number(typed, label, minimum=least, maximum=most, places=0, field=name))


def _assembly(row: Row, _old: Mapping[str, Any]) -> Data:
    return {"name": _words(row), "parent": row["parent"].strip()}


def _group(row: Row, old: Mapping[str, Any]) -> Data:
    plain = {name: row[name].strip() for name in ("category", "parent", "page", "assembly")}
    return plain | {
        "label": _words(row),
        "where": lists(row["where"], "where"),
        "skus": skus(row["skus"]),
        "options": list(old.get("options", ())),
        "least": _count(row, "least", _("At least"), 1, 0, MOST_OPTIONS),
        "most": _count(row, "most", _("At most"), 1, 1, MOST_OPTIONS),
        "max_quantity": _count(row, "max_quantity", _("Units of one option"), 1, 1, MOST_UNITS),
    }


def _option(row: Row, _old: Mapping[str, Any]) -> Data:
    plain = {name: row[name].strip() for name in ("sku", "surcharge_sku")}
    return plain | {"name": _words(row), "attributes": attributes_from(row["attributes"])}


def _rule(row: Row) -> Data:
    severity = row["severity"].strip().lower() or "hard"
    if severity not in SEVERITIES:
        words = _("“%(word)s” is not how hard a rule is. Use one of %(known)s.",
                  word=severity[:40], known=", ".join(SEVERITIES))  # fmt: skip
        raise Refusal(words, field="severity")
    message = _words(row, "message", required=False)
    return {"message": message, "severity": severity, "owner": row["owner"].strip()}


def _requires(row: Row) -> Data:
    slot, sku = _place(row, "this")
    others = [line.strip() for line in row["that"].splitlines() if line.strip()]
    pairs = [line.partition("/") for line in others]
    if not pairs:
        raise Refusal(_("Say what is needed."), field="that")
    if len({other for other, _slash, _option in pairs}) > 1:
        words = _("What is needed has to stand in one group. For several groups use an expression.")
        raise Refusal(words, field="that")
    named = [option for _other, _slash, option in pairs if option]
    return {"slot": slot, "sku": sku, "other": pairs[0][0], "other_skus": named}


def _excludes(row: Row) -> Data:
    (slot, sku), (other, other_sku) = _place(row, "this"), _place(row, "that")
    return {"slot": slot, "sku": sku, "other": other, "other_sku": other_sku}


def _match(row: Row) -> Data:
    names = {"slot": "group", "attribute": "attribute", "other": "other"}
    names |= {"other_attribute": "other_attribute"}
    return {name: row[column].strip() for name, column in names.items()}


def _table(row: Row) -> Data:
    return _match(row) | {"allowed": pairs_from(row["allowed"])}


def _resource(row: Row) -> Data:
    uses = [_use(line.strip()) for line in row["takes"].splitlines() if line.strip()]
    if not uses:
        raise Refusal(_("Say which groups take something."), field="takes")
    return {
        "uses": uses,
        "provider": row["other"].strip(),
        "provider_attribute": row["other_attribute"].strip(),
        "limit": amount_from(row["limit"], _("Limit"), "limit"),
        "base": amount_from(row["base"], _("Taken anyway"), "base"),
    }


def _expression(row: Row) -> Data:
    return {"text": row["text"].strip()}


def _place(row: Row, name: str) -> tuple[str, str]:
    slot, _slash, option = row[name].strip().partition("/")
    if not slot:
        raise Refusal(_("Please choose an option."), field=name)
    return slot, option


def _use(line: str) -> Data:
    match = TAKES.fullmatch(line)
    slot, dot, attribute = match[1].partition(".") if match else ("", "", "")
    if not match or not dot or not attribute.strip():
        words = _("Write one a line: group.attribute, or group.attribute * 2 else 16, where 16 "
                  "counts if it is unknown. “%(line)s” is not.", line=line[:60])  # fmt: skip
        raise Refusal(words, field="takes")
    return {
        "slot": slot.strip(),
        "attribute": attribute.strip(),
        "times": amount_from(match[2] or "1", _("Times"), "takes"),
        "unknown": amount_from(match[3], _("Where unknown"), "takes") if match[3] else None,
    }


_READERS = {"assembly": _assembly, "group": _group, "option": _option}
_DEMANDS = {
    "requires": _requires,
    "excludes": _excludes,
    "match": _match,
    "table": _table,
    "resource": _resource,
    "expression": _expression,
}
