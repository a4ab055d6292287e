"""Which rows of a run say something new, and which repeat or contradict an earlier one. Pure."""

from dataclasses import dataclass, field

from cpq.importing.reading import Draft
from cpq.price_lists import NewEntry
from foundation.language import Text, _

PriceKey = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a row is not taken: it is a ``duplicate``, or it is ``refused``."""

    kind: str
    reason: Text


@dataclass(slots=True)
class _Seen:
    facts: int
    place: Place
    prices: dict[PriceKey, tuple[NewEntry, Place]] = field(default_factory=dict)


class Sorter:
    """Remembers the rows of a run, one after the other."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def judge(self, draft: Draft, place: Place) -> NotTaken | None:
        """Return why this row adds nothing, or None where it does."""
        facts = hash(repr((draft.facts, draft.part)))
        seen = self._seen.get(draft.sku)
        if seen is None:
            seen = self._seen[draft.sku] = _Seen(facts, place)
            _note_price(seen, draft, place)
            return None
        if seen.facts != facts:
            return _refused(
                _(
                    "%(place)s describes %(sku)s differently; that row was taken.",
                    **_at(seen.place),
                    sku=draft.sku,
                )
            )
        return _judge_price(seen, draft, place)


def _judge_price(seen: _Seen, draft: Draft, place: Place) -> NotTaken | None:
    if draft.price is None:
        return _duplicate(seen.place)
    known = seen.prices.get((draft.price.currency, *draft.price.key))
    if known is None:
        _note_price(seen, draft, place)
        return None
    rule, where = known
    if rule == draft.price.entry:
        return _duplicate(where)
    return _refused(
        _(
            "The same product as %(place)s at another price; %(price)s was taken.",
            **_at(where),
            price=rule.unit_price,
        )
    )


def _note_price(seen: _Seen, draft: Draft, place: Place) -> None:
    if draft.price:
        key = (draft.price.currency, *draft.price.key)
        seen.prices[key] = (draft.price.entry, place)


def _duplicate(place: Place) -> NotTaken:
    return NotTaken("duplicate", _("The same as %(place)s.", **_at(place)))


def _refused(reason: Text) -> NotTaken:
    return NotTaken("refused", reason)


def _at(place: Place) -> dict[str, Text]:
    return {"place": _("line %(line)s of %(file)s", line=place.line, file=place.file)}
