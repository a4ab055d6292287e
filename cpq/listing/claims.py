"""What else than a draft may make two prices claim the same: each is refused where it is done.

A list is assigned, ranks come to share a place, a version is taken back, a list is used again.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from cpq.listing import assigning
from cpq.listing.across import circle_in_words, tie_in_words, ties_with
from cpq.listing.circles import circle_of, onward
from cpq.listing.meeting import Held, between, held, held_from, meeting
from cpq.listing.reading import Fields
from cpq.listing.ties import Tied, ties_of
from cpq.models import Assignment, ListOfPrices, ListVersionRow
from cpq.price_lists import versions
from cpq.price_lists.living import Living
from cpq.price_lists.whom import precedence_at
from cpq.pricing.values import Rank
from foundation.db import found, utcnow
from foundation.errors import Refusal


def assign_checked(session: Session, list_id: str, form: Fields, *, by: str = "") -> Assignment:
    """Let somebody have a list. Raises Refusal where two rules would have the same claim."""
    made = assigning.assign_from(session, list_id, form, by=by)
    price_list = found(session, ListOfPrices, list_id)
    must_not_tie(session, held(made, price_list.currency), field="priority")
    if made.rank == Rank.STANDARD.value:
        _must_not_circle(Living(session, utcnow()), list_id, field="rank")
    return made


def must_not_tie(
    session: Session, one: Held, besides: Iterable[Held] = (), *, field: str | None = None
) -> None:
    """Refuse an assignment whose list ties with one that somebody has, or is to have besides."""
    living = Living(session, utcnow())
    if not found(session, ListOfPrices, one.list_id).active:
        return
    others = [*held_from(session, living.at), *besides]
    pairs = meeting(one, others, precedence_at(session, living.at))
    _refuse(ties_of(living, pairs), field)


def change_order(session: Session, form: Mapping[str, str], *, by: str = "") -> None:
    """Ask ranks in another order from now on. Raises Refusal where two would tie at one place."""
    before = precedence_at(session, utcnow())
    assigning.change_precedence(session, form, by=by)
    living = Living(session, utcnow())
    after = precedence_at(session, living.at)
    for pair in between(held_from(session, living.at), after, before):
        _refuse(ties_of(living, [pair]), f"position_{pair[1].rank}")


def retire(session: Session, list_id: str, number: int, *, by: str) -> ListVersionRow:
    """Take a published version back. Raises Refusal where the one before would not do any more."""
    version = versions.retire(session, list_id, number, by=by)
    must_do(session, list_id)
    return version


def must_do(session: Session, list_id: str, *, field: str | None = None) -> None:
    """Refuse what makes a list, as it comes to hold, tie with another or lead back to itself."""
    living = Living(session, utcnow())
    _refuse(ties_with(living, living.below(list_id)), field)
    _must_not_circle(living, list_id, field=field)


def _refuse(ties: Iterable[Tied], field: str | None) -> None:
    for tied in ties:
        raise Refusal(tie_in_words(tied), field=field)


def _must_not_circle(living: Living, list_id: str, *, field: str | None) -> None:
    if path := circle_of(living, list_id, onward(living, list_id)):
        raise Refusal(circle_in_words(path), field=field)
