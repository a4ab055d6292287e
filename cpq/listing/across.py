"""What a draft would do together with other lists: ties and circles, each said at its rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpq.listing.circles import circle_of, onward, ways_of
from cpq.listing.meeting import held_from, meeting
from cpq.listing.ties import Tied, ties_of
from cpq.listing.wording import in_words, named_in
from cpq.models import ListEntry
from cpq.price_lists.changes import Changes
from cpq.price_lists.living import Living
from cpq.price_lists.whom import precedence_at
from foundation.language import Text, _


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence, and the rule it is about where it is about one."""

    text: Text
    entry_id: str = ""


def ties_across(living: Living, changes: Changes) -> Iterator[Contradiction]:
    """Compare with the lists that the same people may have, as far as the draft bears on them."""
    if living.draft is None:
        return
    mine = living.draft.list_id
    for tied in ties_with(living, living.below(mine), _bearing_on(changes)):
        own = next((one.id for one in (tied.one, tied.other) if one.list_id == mine), "")
        yield Contradiction(tie_in_words(tied), own)


def ties_with(
    living: Living, list_ids: set[str], targets: set[str] | None = None
) -> Iterator[Tied]:
    """Give the ties of some lists with any that the same people may have."""
    holding = held_from(living.session, living.at)
    order = precedence_at(living.session, living.at)
    mine = [one for one in holding if one.list_id in list_ids]
    pairs = (pair for one in mine for pair in meeting(one, holding, order))
    return ties_of(living, pairs, targets)


def circles_across(
    living: Living, list_id: str, changes: Changes, rules: Sequence[ListEntry]
) -> Iterator[Contradiction]:
    """Ask whether what the draft says that is new leads back to its own list."""
    if changes.parents_added or changes.parents_ended:
        ways = list(onward(living, list_id))
    else:
        said = [(rule.base, rule.method, rule.target) for rule in rules]
        ways = list(ways_of(living, list_id, said))
    if path := circle_of(living, list_id, ways):
        first = f"list:{path[1]}"
        about = next((rule.id for rule in rules if rule.base == first), "")
        yield Contradiction(circle_in_words(path), about)


def circle_in_words(path: Sequence[str]) -> Text:
    """Return what is wrong about lists that lead back to each other."""
    words = " → ".join(path)
    return _("Price lists are made from each other in a circle: %(path)s.", path=words)


def tie_in_words(tied: Tied) -> Text:
    """Return what is wrong about two rules of two lists, and what to do."""
    (first, second), target = tied.lists, named_in(tied.one.target)
    return _(
        "%(target)s: “%(one)s” on %(list_one)s and “%(other)s” on %(list_other)s have the same "
        "claim. Give one of the lists or prices a higher priority.",
        target=target or _("Everything"),
        one=in_words(tied.one, first.currency),
        list_one=first.code,
        other=in_words(tied.other, second.currency),
        list_other=second.code,
    )


def _bearing_on(changes: Changes) -> set[str] | None:
    """Return the targets whose price may be another; None: any, for other lists come into play."""
    if changes.parents_added or changes.parents_ended or any(not one.sku for one in changes.ended):
        return None
    return {one.target for one in (*changes.added, *changes.ended)}
