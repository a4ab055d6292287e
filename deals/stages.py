"""In which stage a deal is, from the facts about its documents. Pure.

The stage is a projection: it is computed anew from every fact each time, so it cannot depend on the
order in which facts arrive, nor on one that arrives twice. The rules, by the numbers that a stage's
cause names:

R3  quote or proposal sent, its revision not replaced before → considering (顧客検討中)
R6  quote accepted, its revision not replaced before         → verbal award (内示)
R7  envelope sent                                            → contracting (契約手続中)
R8  envelope completed                                       → won (受注)
R4, R5, R11: reading, approvals and new revisions move nothing.
R10 A decline, a withdrawal, an expiry move nothing: the highest mark over all facts holds.
R13 On hold only an acceptance or a completed envelope (R6, R8) wakes the deal.
R14 A lost deal stays lost whatever arrives; a person decides. Lost is never concluded.

A person may put a deal anywhere (a pin): from there on only newer facts count, and only upward.
A board without a stage uses the next best that it has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

RULES_VERSION = 1


class Kind(StrEnum):
    """What a stage means, whatever it is called."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    WON = "won"
    LOST = "lost"

    @property
    def closed(self) -> bool:
        """True when the deal is over."""
        return self in {Kind.WON, Kind.LOST}


class Cause(StrEnum):
    """Why a deal went from one stage to another."""

    RULE = "rule"
    MANUAL = "manual"
    REOPEN = "reopen"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class StageAt:
    """A stage of a board; ``rank`` is its place from the left."""

    key: str
    kind: Kind
    rank: int


@dataclass(frozen=True, slots=True)
class FactAt:
    """A fact about a document, with its place in the deal's story."""

    seq: int
    kind: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A person put the deal into a stage, knowing the story up to ``seq``."""

    stage: str
    seq: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of fact and the stages it means, the best first."""

    id: str
    kinds: frozenset[str]
    targets: tuple[str, ...]
    needs_current: bool = False  # a fact about a revision that was already replaced does not count


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a deal stands and by what: a rule and its fact, a pin, or neither (its beginning).

    ``overruled``: the key of the stage that the facts alone would mean, where a pin says otherwise.
    """

    stage: StageAt
    rule: str = ""
    fact: FactAt | None = None
    pinned: bool = False
    overruled: str = ""


RULES = (
    Rule("R3", frozenset({"quote.sent", "proposal.sent"}), ("considering",), needs_current=True),
    Rule("R6", frozenset({"quote.accepted"}), ("verbal", "considering"), needs_current=True),
    Rule("R7", frozenset({"envelope.sent"}), ("contracting", "verbal", "considering")),
    Rule("R8", frozenset({"envelope.completed"}), ("won",)),
)
RULE_OF = {kind: rule for rule in RULES for kind in rule.kinds}
WAKING = {"R6", "R8"}
EXECUTED = "envelope.completed"
BEYOND_ALL = 1_000_000


def standing_of(
    board: Sequence[StageAt], facts: Iterable[FactAt], pin: Pin | None = None
) -> Standing:
    """Return where the deal stands. ``facts`` in any order, any of them any number of times."""
    story = sorted(set(facts), key=lambda fact: fact.seq)
    if pin is None:
        return _highest(board, story, story) or Standing(first_stage(board))
    here = stage_called(board, pin.stage)
    newer = [fact for fact in story if fact.seq > pin.seq]
    moved = None if here.kind.closed else _moved_on(board, story, newer, here)
    if moved:
        return moved
    alone = _highest(board, story, story)
    other = alone.stage.key if alone and alone.stage != here else ""
    return Standing(here, pinned=True, overruled=other)


def first_stage(board: Sequence[StageAt]) -> StageAt:
    """Return where deals begin: the first open stage."""
    return min((s for s in board if s.kind is Kind.OPEN), key=lambda stage: stage.rank)


def stage_called(board: Sequence[StageAt], key: str) -> StageAt:
    """Return a stage by its key; one that was retired since then counts as the first."""
    return next((stage for stage in board if stage.key == key), first_stage(board))


def asks(before: StageAt, after: StageAt) -> frozenset[str]:
    """Return what a person must say for a move: a ``reason``, a date to ``resume_on``, or nothing.

    Losing, reopening and going back need a reason; resting needs a date.
    """
    if after.kind is Kind.ON_HOLD:
        return frozenset({"resume_on"})
    back = after.kind is Kind.OPEN and before.kind is Kind.OPEN and after.rank < before.rank
    if after.kind is Kind.LOST or back or (before.kind.closed and after.kind is not before.kind):
        return frozenset({"reason"})
    return frozenset()


def is_executed(facts: Iterable[FactAt]) -> bool:
    """True when the facts hold an order that everybody signed."""
    return any(fact.kind == EXECUTED for fact in facts)


def _moved_on(
    board: Sequence[StageAt], story: Sequence[FactAt], newer: Sequence[FactAt], here: StageAt
) -> Standing | None:
    """Return where newer facts take the deal from a pin, if they do."""
    if here.kind is Kind.ON_HOLD:
        waking = [f for f in newer if f.kind in RULE_OF and RULE_OF[f.kind].id in WAKING]
        return _highest(board, story, waking)
    best = _highest(board, story, newer)
    return best if best and _height(best.stage) > _height(here) else None


def _highest(
    board: Sequence[StageAt], story: Sequence[FactAt], counted: Sequence[FactAt]
) -> Standing | None:
    """Return the highest stage that a counted fact means; of equal ones the earliest fact."""
    best: Standing | None = None
    for fact in counted:
        rule = RULE_OF.get(fact.kind)
        if rule is None or (rule.needs_current and _was_replaced(story, fact)):
            continue
        stage = _target(board, rule)
        if stage and (best is None or _height(stage) > _height(best.stage)):
            best = Standing(stage, rule.id, fact)
    return best


def _was_replaced(story: Sequence[FactAt], fact: FactAt) -> bool:
    return any(
        other.kind == "quote.superseded"
        and other.document == fact.document
        and other.seq < fact.seq
        for other in story
    )


def _target(board: Sequence[StageAt], rule: Rule) -> StageAt | None:
    by_key = {stage.key: stage for stage in board}
    return next((by_key[key] for key in rule.targets if key in by_key), None)


def _height(stage: StageAt) -> int:
    return BEYOND_ALL if stage.kind is Kind.WON else stage.rank
