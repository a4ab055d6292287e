"""What is typed on the editor's forms, as plain values of a definition. Pure.

A thing under an option is named ``group/option``; several stand in fields of the same name.
"""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from cpq.catalog.configuring import Definition
from cpq.catalog.forms import attributes_from
from cpq.catalog.modelling.editing import Data, new_key
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number

Form = MultiDict[str, str]
Old = Mapping[str, Any] | None
MOST_OPTIONS = 10_000
MOST_UNITS = 100
LONGEST_EXPRESSION = 2_000


def words(form: Form, name: str, label: Text) -> dict[str, str]:
    """Return a name in both languages; without English the Japanese stands for both."""
    japanese = clean(form.get(f"{name}_ja", ""), label, required=True, field=f"{name}_ja")
    english = clean(form.get(f"{name}_en", ""), label, field=f"{name}_en")
    return {"ja": japanese, "en": english or japanese}


def key_of(form: Form, old: Old, taken: list[str], english: str, kind: str) -> str:
    """Return the key a part has, the one typed for a new one, or one made from its name."""
    if old:
        return str(old["key"])
    typed = clean(form.get("key", ""), _("Key"), longest=100, field="key")
    return typed or new_key(english, taken, kind)


def number(form: Form, name: str, label: Text, least: int, most: int) -> int:
    """Return a whole number."""
    typed = form.get(name, "")
    return int(parse_number(typed, label, minimum=least, maximum=most, places=0, field=name))


def lists(text: str, field: str) -> dict[str, list[str]]:
    """Return values typed as ``name = one / another``, one name a line."""
    found: dict[str, list[str]] = {}
    for line in text[:50_000].splitlines():
        name, sign, values = line.replace("＝", "=").partition("=")
        several = [value.strip() for value in values.replace("／", "/").split("/") if value.strip()]
        if not line.strip():
            continue
        if not sign or not name.strip() or not several:
            said = _("Write one a line: name = value / value. “%(line)s” is not.", line=line[:60])
            raise Refusal(said, field=field)
        found[name.strip()] = several
    return found


def skus(text: str) -> list[str]:
    """Return SKUs typed one a line, or with commas between."""
    found = text[:50_000].replace(",", "\n").replace("、", "\n").splitlines()
    return list(dict.fromkeys(sku.strip() for sku in found if sku.strip()))


def option_named(typed: str, field: str) -> tuple[str, str]:
    """Return the group and the option of ``group/option``."""
    slot, slash, option = typed.strip().partition("/")
    if not slash or not slot or not option:
        raise Refusal(_("Please choose an option."), field=field)
    return slot, option


def place_of(model: Definition, slot: str, option: str) -> str:
    """Return where an option is chosen: its group, or ``group/option`` where several may be."""
    several = any(one.key == slot and one.multiple for one in model.slots)
    return f"{slot}/{option}" if several else slot


def read_assembly(form: Form, old: Old, model: Definition) -> Data:
    """Return a level of the bill of materials."""
    name = words(form, "name", _("Assembly name"))
    taken = [one.key for one in model.assemblies]
    key = key_of(form, old, taken, name["en"], "assembly")
    return {"key": key, "name": name, "parent": form.get("parent", "")}


def read_group(form: Form, old: Old, model: Definition) -> Data:
    """Return a group; its own options stay as they are."""
    label = words(form, "label", _("Group name"))
    taken = [slot.key for slot in model.slots]
    least = number(form, "least", _("At least"), 0, MOST_OPTIONS)
    return {
        "key": key_of(form, old, taken, label["en"], "group"),
        "label": label,
        "category": clean(form.get("category", ""), _("Category"), field="category"),
        "where": lists(form.get("where", ""), "where"),
        "skus": skus(form.get("skus", "")),
        "options": list(old["options"]) if old else [],
        "least": least,
        "most": number(form, "most", _("At most"), 1, MOST_OPTIONS),
        "max_quantity": number(form, "max_quantity", _("Units of one option"), 1, MOST_UNITS),
        "parent": form.get("parent", ""),
        "page": clean(form.get("page", ""), _("Page"), field="page"),
        "assembly": form.get("assembly", ""),
    }


def read_option(form: Form, old: Old, model: Definition, slot: int) -> Data:
    """Return an option of a group."""
    name = words(form, "name", _("Option name"))
    taken = [option.key for option in model.slots[slot].options]
    return {
        "key": key_of(form, old, taken, name["en"], "option"),
        "name": name,
        "sku": clean(form.get("sku", ""), _("Product"), longest=64, field="sku"),
        "attributes": attributes_from(form.get("attributes", "")),
        "surcharge_sku": clean(
            form.get("surcharge_sku", ""), _("Surcharge"), longest=64, field="surcharge_sku"
        ),
    }


def read_question(form: Form, old: Old, model: Definition) -> Data:
    """Return a question but for when it is asked (``asking``); its answers stay as they are."""
    text = words(form, "text", _("Question"))
    taken = [question.key for question in model.questions]
    return {
        "key": key_of(form, old, taken, text["en"], "question"),
        "text": text,
        "answers": list(old["answers"]) if old else [],
    }


def read_answer(form: Form, old: Old, model: Definition, question: int) -> Data:
    """Return an answer: what it leaves open, and what it chooses."""
    text = words(form, "text", _("Answer"))
    taken = [answer.key for answer in model.questions[question].answers]
    chosen = [option_named(typed, "choose") for typed in form.getlist("choose") if typed.strip()]
    pairs = [(place_of(model, *one), one[1]) for one in chosen]
    allow = lists(form.get("allow", ""), "allow")
    for typed in form.getlist("allowed"):
        slot, option = option_named(typed, "allow")
        allow[slot] = [*allow.get(slot, ()), option]
    return {
        "key": key_of(form, old, taken, text["en"], "answer"),
        "text": text,
        "allow": allow,
        "choose": dict(pairs),
        "skus": list(old["skus"]) if old else [],
    }


def read_test(form: Form, _old: Old, model: Definition) -> Data:
    """Return a test: choices as ``group = option``, ``* 2`` behind it for two of them."""
    expect = form.get("expect", "valid")
    forced = [option_named(typed, "forces") for typed in form.getlist("forces") if typed.strip()]
    pairs = {place_of(model, *one): one[1] for one in forced}
    if expect == "forces" and not forced:
        raise Refusal(_("Say which option has to be forced."), field="forces")
    return {
        "name": clean(form.get("name", ""), _("Test name"), required=True, field="name"),
        "choices": choices_from(form.get("choices", ""), model),
        "expect": expect if expect in {"valid", "invalid", "forces"} else "valid",
        "forces": pairs if expect == "forces" else {},
    }


def choices_from(text: str, model: Definition) -> dict[str, dict[str, Any]]:
    """Return choices typed one a line, each where it is made in the model.

    Nothing, times 0, is a decision against whatever the group offers.
    """
    found = {}
    for line in text[:50_000].splitlines():
        if not line.strip():
            continue
        slot, sign, rest = line.replace("＝", "=").partition("=")
        sku, times, count = rest.replace("＊", "*").rpartition(" *")
        option, quantity = (sku if times else rest).strip(), 1
        if times:
            asked = parse_number(
                count, _("Quantity"), minimum=0, maximum=MOST_UNITS, places=0, field="choices"
            )
            quantity = int(asked)
        if not sign or not slot.strip() or (quantity and not option):
            words_ = _("Write one a line: group = option. “%(line)s” is not.", line=line[:60])
            raise Refusal(words_, field="choices")
        place = place_of(model, slot.strip(), option) if option else slot.strip()
        found[place] = {"sku": option, "quantity": quantity}
    return found


def choice_lines(choices: Mapping[str, Mapping[str, Any]]) -> str:
    """Return choices as they are typed."""
    return "\n".join(
        f"{slot} = {one['sku']}" + (f" * {one['quantity']}" if one["quantity"] != 1 else "")
        for slot, one in choices.items()
    )


def list_lines(values: Mapping[str, list[str]]) -> str:
    """Return lists as they are typed."""
    return "\n".join(f"{name} = {' / '.join(several)}" for name, several in values.items())
