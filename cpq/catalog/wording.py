"""The rules of a product's model in words, as people read them on its page. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cpq.catalog.attributes import USUAL_NAMES, Names
from cpq.catalog.configuring.definition import (
    Definition,
    Excludes,
    Expression,
    Match,
    Requires,
    Resource,
    Rule,
    Table,
    Use,
)
from foundation.language import Text, _, say, speaking, verbatim


@dataclass(frozen=True, slots=True)
class Book:
    """A model, and what the attributes it speaks of are called."""

    model: Definition
    names: Names


def rule_in_words(model: Definition, rule: Rule, names: Names = USUAL_NAMES) -> Text:
    """Return what a rule demands."""
    return _SAYERS[type(rule)](Book(model, names), rule)


def _match(book: Book, rule: Match) -> Text:
    return _(
        "%(this)s must be %(that)s, or one of its values.",
        this=_of(book, rule.slot, rule.attribute),
        that=_of(book, rule.other, rule.other_attribute),
    )


def _table(book: Book, rule: Table) -> Text:
    return _(
        "%(this)s and %(that)s must be one of %(count)s pairs.",
        this=_of(book, rule.slot, rule.attribute),
        that=_of(book, rule.other, rule.other_attribute),
        count=len(rule.allowed),
    )


def _resource(book: Book, rule: Resource) -> Text:
    used = _list([_use(book, use) for use in rule.uses])
    if rule.base:
        used = _("%(used)s and %(base)s besides", used=used, base=rule.base)
    if rule.provider:
        most = _of(book, rule.provider, rule.provider_attribute)
        return _("Together at most %(most)s: %(used)s.", most=most, used=used)
    return _("Together at most %(most)s: %(used)s.", most=rule.limit, used=used)


def _excludes(book: Book, rule: Excludes) -> Text:
    return _(
        "%(sku)s (%(slot)s) does not go with %(other_sku)s (%(other)s).",
        sku=_option(book.model, rule.slot, rule.sku),
        slot=_slot(book.model, rule.slot),
        other_sku=_option(book.model, rule.other, rule.other_sku),
        other=_slot(book.model, rule.other),
    )


def _requires(book: Book, rule: Requires) -> Text:
    needed = rule.other_skus or [""]
    return _(
        "%(sku)s (%(slot)s) needs one of %(skus)s (%(other)s).",
        sku=_option(book.model, rule.slot, rule.sku),
        slot=_slot(book.model, rule.slot),
        skus=", ".join(_option(book.model, rule.other, sku) for sku in needed),
        other=_slot(book.model, rule.other),
    )


def _expression(_book: Book, rule: Expression) -> Text:
    return verbatim(rule.text)


def choice_in_words(model: Definition, key: str, option: str = "", quantity: int = 1) -> str:
    """Return a group and what is chosen in it by their names; key: ``slot`` or ``slot/option``."""
    chosen = _option(model, key, option)
    named = f"{chosen} ×{quantity}" if quantity != 1 else chosen
    return say(_("%(group)s: %(option)s", group=_slot(model, key), option=named))


_SAYERS: dict[type[Rule], Callable[[Book, Any], Text]] = {
    Match: _match,
    Table: _table,
    Resource: _resource,
    Excludes: _excludes,
    Requires: _requires,
    Expression: _expression,
}


def _use(book: Book, use: Use) -> Text:
    said = _of(book, use.slot, use.attribute)
    if use.times != 1:
        said = _("%(times)s × %(what)s", times=use.times, what=said)
    if use.unknown is not None:
        said = _("%(what)s (%(unknown)s where unknown)", what=said, unknown=use.unknown)
    return said


def _list(texts: list[Text]) -> Text:
    said = texts[0]
    for text in texts[1:]:
        said = _("%(first)s + %(next)s", first=said, next=text)
    return said


def _of(book: Book, slot: str, attribute: str) -> Text:
    name = book.names.called(book.model.slot(slot).category, attribute)
    return _("“%(attribute)s” of %(slot)s", attribute=name, slot=_slot(book.model, slot))


def _slot(model: Definition, key: str) -> str:
    """The page is said in one language at once, so the label is chosen here."""
    return str(getattr(model.slot(key).label, speaking()))


def _option(model: Definition, key: str, sku: str) -> str:
    """Return the name of an option of the model's own, else the SKU."""
    name = sku or key.partition("/")[2]
    for option in model.slot(key).options:
        if name in {option.key, option.sku}:
            return str(getattr(option.name, speaking()))
    return name
