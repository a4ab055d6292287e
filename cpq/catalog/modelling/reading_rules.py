"""What is typed on the forms of rules, one form for each kind. Pure."""

from collections.abc import Callable
from decimal import Decimal
from itertools import zip_longest

from cpq.catalog.modelling.editing import Data
from cpq.catalog.modelling.reading import (
    LONGEST_EXPRESSION,
    Form,
    option_named,
    words,
)
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean, clean_text, parse_number

MOST_NUMBER = 10**12
RULE_KINDS: dict[str, Text] = {
    "requires": _("One option needs another"),
    "excludes": _("Two options exclude each other"),
    "match": _("An attribute has to match"),
    "table": _("Only listed pairs are allowed"),
    "resource": _("A sum stays within a limit"),
    "expression": _("An expression holds"),
}
SEVERITIES: dict[str, tuple[Text, Text]] = {
    "hard": (_("Hard"), _("What breaks it cannot be chosen.")),
    "preferred": (_("Preferred"), _("What breaks it can be chosen, and says so.")),
    "recommended": (_("Recommended"), _("Only a hint of what goes well together.")),
}


def read_rule(form: Form, kind: str) -> Data:
    """Return a rule of a kind."""
    if kind not in _READERS:
        raise Refusal(_("Please choose a kind of rule."), field="kind")
    severity = form.get("severity", "hard")
    return {
        "kind": kind,
        **_READERS[kind](form),
        "message": words(form, "message", _("What the rep reads")),
        "severity": severity if severity in SEVERITIES else "hard",
        "owner": clean(form.get("owner", ""), _("Responsible"), field="owner"),
    }


def _requires(form: Form) -> Data:
    slot, option = option_named(form.get("this", ""), "this")
    needed = [option_named(typed, "needs") for typed in form.getlist("needs") if typed.strip()]
    if not needed:
        raise Refusal(_("Say what is needed."), field="needs")
    others = {other for other, _name in needed}
    if len(others) > 1:
        words_ = _(
            "What is needed has to stand in one group. For several groups use an expression."
        )
        raise Refusal(words_, field="needs")
    return {
        "slot": slot,
        "sku": option,
        "other": needed[0][0],
        "other_skus": list(dict.fromkeys(name for _other, name in needed)),
    }


def _excludes(form: Form) -> Data:
    slot, option = option_named(form.get("this", ""), "this")
    other, other_option = option_named(form.get("that", ""), "that")
    if (slot, option) == (other, other_option):
        raise Refusal(_("An option cannot exclude itself."), field="that")
    return {"slot": slot, "sku": option, "other": other, "other_sku": other_option}


def _match(form: Form) -> Data:
    return {
        "slot": _group(form, "slot"),
        "attribute": _attribute(form, "attribute"),
        "other": _group(form, "other"),
        "other_attribute": _attribute(form, "other_attribute"),
    }


def _table(form: Form) -> Data:
    return _match(form) | {"allowed": pairs_from(form.get("allowed", ""))}


def pairs_from(text: str) -> list[list[str]]:
    """Return pairs typed one a line, ``value = value``. Raises Refusal."""
    pairs = []
    for line in text[:50_000].splitlines():
        one, sign, other = line.replace("＝", "=").partition("=")
        if not line.strip():
            continue
        if not sign or not one.strip() or not other.strip():
            words_ = _("Write one pair a line: value = value. “%(line)s” is not.", line=line[:60])
            raise Refusal(words_, field="allowed")
        pairs.append([one.strip(), other.strip()])
    if not pairs:
        raise Refusal(_("List at least one pair that is allowed."), field="allowed")
    return pairs


def _resource(form: Form) -> Data:
    columns = [form.getlist(name) for name in ("use_slot", "use_attribute", "times", "unknown")]
    rows = [row for row in zip_longest(*columns, fillvalue="") if row[0]]
    if not rows:
        raise Refusal(_("Say which groups take something."), field="use_slot")
    provider = form.get("provider", "")
    return {
        "uses": [_use(*row) for row in rows],
        "provider": provider,
        "provider_attribute": _attribute(form, "provider_attribute") if provider else "",
        "limit": amount_from(form.get("limit", ""), _("Limit"), "limit"),
        "base": amount_from(form.get("base", ""), _("Taken anyway"), "base"),
    }


def _use(slot: str, attribute: str, times: str, unknown: str) -> Data:
    name = clean(attribute, _("Attribute"), longest=100, required=True, field="use_attribute")
    return {
        "slot": slot,
        "attribute": name,
        "times": amount_from(times or "1", _("Times"), "times"),
        "unknown": amount_from(unknown, _("Where unknown"), "unknown") if unknown.strip() else None,
    }


def _expression(form: Form) -> Data:
    typed = form.get("text", "")
    name = _("Expression")
    return {
        "text": clean_text(typed, name, longest=LONGEST_EXPRESSION, required=True, field="text")
    }


def _group(form: Form, name: str) -> str:
    if not form.get(name):
        raise Refusal(_("Please choose a group."), field=name)
    return form[name]


def _attribute(form: Form, name: str) -> str:
    return clean(form.get(name, ""), _("Attribute"), longest=100, required=True, field=name)


def amount_from(typed: str, label: Text, field: str) -> str:
    """Return a number as a rule keeps it; nothing typed: 0. Raises Refusal."""
    if not typed.strip():
        return "0"
    amount: Decimal = parse_number(
        typed, label, minimum=-MOST_NUMBER, maximum=MOST_NUMBER, field=field
    )
    return f"{amount:f}"


_READERS: dict[str, Callable[[Form], Data]] = {
    "requires": _requires,
    "excludes": _excludes,
    "match": _match,
    "table": _table,
    "resource": _resource,
    "expression": _expression,
}
