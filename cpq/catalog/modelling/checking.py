"""Does a definition hold together? Keys are there once, and whatever is named is there. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from unicodedata import category

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cpq.catalog.configuring.definition import (
    Constraint,
    Definition,
    Excludes,
    Expression,
    Match,
    Requires,
    Resource,
    Slot,
    Table,
)
from cpq.catalog.configuring.expressions import names_of, parse_expression
from foundation.errors import Refusal
from foundation.language import Text, _

LONGEST_KEY = 100
LONGEST_TEXT = 20_000
BAD = {"Cc", "Cs"}
EXPECTED: dict[str, Text] = {  # by what pydantic calls an error, or its first word
    "string": _("a text is expected."),
    "int": _("a whole number is expected."),
    "decimal": _("a number is expected."),
    "bool": _("yes or no (true or false) is expected."),
    "list": _("a list is expected."),
    "dict": _("a table of names and values is expected."),
    "model": _("a table of names and values is expected."),
    "literal": _("it is none of the values allowed."),
    "greater": _("the number is too small."),
    "less": _("the number is too large."),
    "string_too_long": _("the text is too long."),
    "string_too_short": _("it is empty."),
    "too": _("it has too few parts, or too many."),
    "tuple": _("a list is expected."),
    "union": _("it is none of the kinds known here."),
}
Named = Iterator[tuple[str, Text]]


def checked(data: Mapping[str, Any]) -> Definition:
    """Return the definition that plain values say.

    Raises:
        Refusal: it is not well formed, or names what it does not have.
    """
    try:
        definition = Definition.model_validate(data)
    except ValidationError as error:
        raise Refusal(why_not(error.errors()[0])) from error
    check_words(definition.model_dump(mode="json"))
    check_names(definition)
    check_sentences(definition)
    return definition


def check_words(value: Any) -> None:
    """Refuse characters that no text has, and texts that are too long."""
    if isinstance(value, str):
        if any(category(c) in BAD and c not in "\n\t" for c in value):
            raise Refusal(_("The model holds characters that cannot be shown."))
        if len(value) > LONGEST_TEXT:
            raise Refusal(_("A text of the model is too long: “%(text)s…”", text=value[:40]))
        return
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    for one in inner if isinstance(inner, list) else ():
        check_words(one)


def check_sentences(definition: Definition) -> None:
    """Refuse expressions that cannot be read, or speak of what is not there."""
    for number, rule in enumerate(definition.constraints, start=1):
        if isinstance(rule, Expression):
            _check_sentence(definition, rule.text, _("Rule %(n)s", n=number), "text")
    for question in definition.questions:
        if question.when.strip():
            where = _("Question “%(name)s”", name=question.text.en)
            _check_sentence(definition, question.when, where, "when")


def _check_sentence(definition: Definition, text: str, where: Text, field: str) -> None:
    try:
        sentence = parse_expression(text, "truth")
    except Refusal as refusal:
        words = _("%(where)s: %(why)s", where=where, why=refusal.text)
        raise Refusal(words, field=field) from refusal
    questions = {question.key for question in definition.questions} if field == "when" else set()
    several = {slot.key for slot in definition.slots if slot.multiple}
    for name in names_of(sentence):
        key, dot, _attribute = name.partition(".")
        if dot and key in several and field == "text":
            words = _("“%(name)s” takes several options. Name one of them: %(name)s/option.",
                      name=key)  # fmt: skip
            raise Refusal(words, field=field)
        if key.partition("/")[0] not in questions and not is_there(definition, key):
            words = _("%(where)s names “%(key)s”, which is not there.", where=where, key=key)
            raise Refusal(words, field=field)


def why_not(error: ErrorDetails) -> Text:
    """Return in a sentence what pydantic found."""
    place = " › ".join(str(p + 1) if isinstance(p, int) else p for p in error["loc"]) or "?"
    if error["type"] == "missing":
        return _("“%(place)s” is missing.", place=place)
    if error["type"] == "extra_forbidden":
        return _("“%(place)s” is not known here.", place=place)
    kind = error["type"]
    why = EXPECTED.get(kind) or EXPECTED.get(kind.partition("_")[0]) or _("it cannot be read.")
    return _("“%(place)s” is not right: %(why)s", place=place, why=why)


def check_names(definition: Definition) -> None:
    """Refuse keys that are there twice, and names of what is not there."""
    _check_keys(definition)
    _check_tree({one.key: one.parent for one in definition.assemblies})
    _check_tree({one.key: one.parent.partition("/")[0] for one in definition.slots})
    assemblies = {assembly.key for assembly in definition.assemblies} | {""}
    named = {slot.assembly for slot in definition.slots} | {a.parent for a in definition.assemblies}
    if named - assemblies:
        key = min(named - assemblies)
        raise Refusal(_("The model names the assembly “%(key)s”, which is not there.", key=key))
    for key, where in _slots_named(definition):
        if not is_there(definition, key):
            words = _("%(where)s names “%(key)s”, which is not there.", where=where, key=key)
            raise Refusal(words)
    for slot in definition.slots:
        if slot.least > slot.most:
            words = _("“%(name)s” asks for at least %(least)s, but takes at most %(most)s.",
                      name=slot.label.en, least=slot.least, most=slot.most)  # fmt: skip
            raise Refusal(words, field="least")


def is_there(definition: Definition, key: str) -> bool:
    """True when a slot, or ``slot/option`` where the options are the model's own, is there."""
    whole, named, option = key.partition("/")
    slots = [slot for slot in definition.slots if slot.key == whole]
    if not slots or not named:
        return bool(slots)
    return _open_ended(slots[0]) or option in options_of(slots[0])


def options_of(slot: Slot) -> set[str]:
    """Return the names that the options of a slot go by, as far as the model lists them."""
    own = {name for option in slot.options for name in (option.key, option.sku) if name}
    return own | set(slot.skus)


def named_in(rule: Constraint) -> list[str]:
    """Return the slots, and ``slot/option``, that a rule looks at."""
    match rule:
        case Match() | Table():
            return [rule.slot, rule.other]
        case Resource():
            return [*(use.slot for use in rule.uses), *([rule.provider] if rule.provider else [])]
        case Excludes():
            return [_named(rule.slot, rule.sku), _named(rule.other, rule.other_sku)]
        case Requires():
            needed = [_named(rule.other, sku) for sku in rule.other_skus]
            return [_named(rule.slot, rule.sku), *(needed or [rule.other])]
        case Expression():
            return []


def _named(slot: str, option: str) -> str:
    return f"{slot}/{option}" if option and "/" not in slot else slot


def _open_ended(slot: Slot) -> bool:
    return bool(slot.category or slot.where)


def _slots_named(definition: Definition) -> Named:
    for number, rule in enumerate(definition.constraints, start=1):
        where = _("Rule %(n)s", n=number)
        yield from ((key, where) for key in named_in(rule))
    for slot in definition.slots:
        if slot.parent:
            yield slot.parent, _("Group “%(name)s”", name=slot.label.en)
    for test in definition.tests:
        where = _("Test “%(name)s”", name=test.name)
        chosen = {key: choice.sku for key, choice in test.choices.items()}
        for key, option in [*chosen.items(), *test.forces.items()]:
            yield _named(key, option), where
    for question in definition.questions:
        where = _("Question “%(name)s”", name=question.text.en)
        for answer in question.answers:
            several = [_named(key, one) for key, some in answer.allow.items() for one in some]
            preset = [_named(key, option) for key, option in answer.choose.items()]
            yield from ((key, where) for key in (*several, *preset))


def _check_keys(definition: Definition) -> None:
    _once((slot.key for slot in definition.slots), lambda key: "/" not in key)
    _once(assembly.key for assembly in definition.assemblies)
    _once(question.key for question in definition.questions)
    for slot in definition.slots:
        _once(option.key for option in slot.options)
    for question in definition.questions:
        _once(answer.key for answer in question.answers)


def check_key(key: str, good: Callable[[str], bool] = bool) -> None:
    """Refuse what cannot be the key of a part."""
    if not key or len(key) > LONGEST_KEY or not good(key) or ":" in key:
        raise Refusal(_("“%(key)s” cannot be a key.", key=key[:LONGEST_KEY]), field="key")


def _once(keys: Iterable[str], good: Callable[[str], bool] = bool) -> None:
    seen: set[str] = set()
    for key in keys:
        check_key(key, good)
        if key in seen:
            raise Refusal(_("The key “%(key)s” is there already.", key=key), field="key")
        seen.add(key)


def _check_tree(parents: Mapping[str, str]) -> None:
    for key in parents:
        seen, at = {key}, parents[key]
        while at:
            if at in seen:
                words = _("“%(key)s” would stand under itself.", key=key)
                raise Refusal(words, field="parent")
            seen.add(at)
            at = parents.get(at, "")
