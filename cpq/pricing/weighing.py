"""What the rules that lost would have given, for whoever asks why a price is what it is. Pure."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from cpq.pricing.document import Loser
from cpq.pricing.searching import Asked, Choice, Shelf, first_hit, loser_of
from cpq.pricing.values import Method
from foundation.errors import Refusal

Given = Callable[[Choice], Decimal]


def weighed(shelf: Shelf, won: Choice, asked: Asked, given: Given) -> tuple[Loser, ...]:
    """Return what lost against a rule, the lists behind it too, each with what it would give."""
    seen = {(won.source.prices.code, won.rule.id)}
    losers = []
    for loser in (*won.losers, *_later(shelf, asked)):
        if loser.rule and (loser.code, loser.rule) in seen:
            continue
        seen.add((loser.code, loser.rule))
        losers.append(_weighed(shelf, loser, given))
    return tuple(losers)


def _later(shelf: Shelf, asked: Asked) -> Iterator[Loser]:
    """Give the best rules of the lists that are asked only after the winner's."""
    won = False
    for _exclusive, sources in shelf.ranks:
        hits = [hit for _priority, source in sources if (hit := first_hit(source, asked))]
        yield from (loser_of(hit, "later") for hit in hits if won)
        won = won or bool(hits)


def _weighed(shelf: Shelf, loser: Loser, given: Given) -> Loser:
    """A percentage of the other lines is not weighed: they are not added up yet."""
    choice = _choice_of(shelf, loser)
    if choice is None or choice.rule.method is Method.PERCENT_OF_TOTAL:
        return loser
    try:
        return loser._replace(would_give=given(choice))
    except Refusal:
        return loser


def _choice_of(shelf: Shelf, loser: Loser) -> Choice | None:
    """Return a rule that lost as if it had won; None: a list that has none."""
    for source in shelf.sources():
        for offer in source.offers:
            if (source.prices.code, offer.rule.id) == (loser.code, loser.rule):
                return Choice(offer.rule, source, ())
    return None
