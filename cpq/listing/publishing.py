"""Publishing a version: what bars it, what it changes, and the deed, bound to what was seen."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.listing.across import Contradiction
from cpq.listing.contradictions import contradictions_of
from cpq.listing.events import ImpactAsked, PriceListPublished
from cpq.listing.impact import BATCH, Effect, effects, open_quotes, open_quotes_counted
from cpq.models import ImpactRun, ListEntry, ListOfPrices, ListVersionRow, QuoteRevision
from cpq.price_lists.changes import Changes, changes_of, content_of
from cpq.price_lists.versions import draft_of, mark_published
from cpq.pricing.values import Method
from foundation.db import found, transaction, utcnow
from foundation.errors import Conflict, Refusal
from foundation.events import record
from foundation.language import _

AT_ONCE = 60  # so many open quotes are reckoned while the page is made; more take a worker
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule before and after: one of the two is missing where it is new or ended."""

    before: ListEntry | None
    after: ListEntry | None

    @property
    def entry(self) -> ListEntry:
        """Return the one that is there, the newer first."""
        known = self.after or self.before
        if known is None:
            raise ValueError("a change of nothing")
        return known

    @property
    def percent(self) -> Decimal | None:
        """Return by how much a fixed price rises, to a tenth of a percent."""
        if self.before is None or self.after is None or not self.before.amount:
            return None
        if {self.before.method, self.after.method} - {Method.FIXED.value, Method.BLOCK.value}:
            return None
        return ((self.after.amount / self.before.amount - 1) * HUNDRED).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Impact:
    """What became known of the open quotes: which would change; all of them once ``done``."""

    effects: tuple[Effect, ...]
    done: int
    total: int
    run: ImpactRun | None = None

    @property
    def ordered(self) -> list[Effect]:
        """Return what loses its price first, then what changes most."""
        return sorted(self.effects, key=_weight, reverse=True)

    @property
    def whole(self) -> bool:
        """True when every open quote was reckoned."""
        return self.done >= self.total and (self.run is None or not self.run.at_work)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything a publisher has to see before a draft holds."""

    price_list: ListOfPrices
    draft: ListVersionRow
    content_sha256: str
    changes: Changes
    contradictions: list[Contradiction]

    @property
    def may_be_published(self) -> bool:
        """True when something changes and nothing bars it."""
        return bool(self.changes) and not self.contradictions


def proposal_of(session: Session, list_id: str) -> Proposal | None:
    """Return the draft of a list as it would be published; None: there is no draft."""
    price_list = found(session, ListOfPrices, list_id)
    draft = draft_of(session, list_id)
    if draft is None:
        return None
    changes = changes_of(session, list_id, draft.number)
    return Proposal(
        price_list,
        draft,
        content_of(session, draft, changes),
        changes,
        contradictions_of(session, price_list, draft, changes),
    )


def changed_rules(changes: Changes) -> list[Changed]:
    """Return what changes, the new beside the old it takes the place of."""
    olds: dict[tuple[object, ...], list[ListEntry]] = {}
    for old in changes.ended:
        olds.setdefault(_place(old), []).append(old)
    rows = []
    for new in changes.added:
        known = olds.get(_place(new))
        rows.append(Changed(known.pop(0) if known else None, new))
    rows += [Changed(old, None) for some in olds.values() for old in some]
    return sorted(rows, key=lambda row: (row.entry.target, row.entry.min_quantity, row.entry.id))


def impact_of(session: Session, proposal: Proposal) -> Impact:
    """Return what the draft would do to open quotes, as far as it is known; nothing is kept."""
    total = open_quotes_counted(session)
    if total <= AT_ONCE:
        rows = list(session.scalars(open_quotes()))
        return Impact(tuple(effects(session, rows, proposal.draft)), len(rows), total)
    run = _run_for(session, proposal.draft, proposal.content_sha256)
    if run is None:
        return Impact((), 0, total)
    return Impact(tuple(Effect(**row) for row in run.rows), run.done, max(run.total, 1), run)


def ask_impact(session: Session, list_id: str, *, by: str) -> ImpactRun:
    """Let a worker reckon every open quote with the draft."""
    proposal = _proposal(session, list_id)
    if run := _run_for(session, proposal.draft, proposal.content_sha256):
        return run
    made = ImpactRun(
        list_id=list_id,
        number=proposal.draft.number,
        content_sha256=proposal.content_sha256,
        total=open_quotes_counted(session),
        by=by,
    )
    session.add(made)
    session.flush()
    record(session, ImpactAsked(run_id=made.id))
    return made


def reckon(run_id: str) -> None:
    """Price open quotes with the draft, batch by batch; a second worker goes on where one ended."""
    while True:
        with transaction() as session:
            if not _reckon_batch(session, run_id):
                return


def publish(session: Session, list_id: str, content_sha256: str, *, by: str) -> ListVersionRow:
    """Let the draft hold, exactly as it was seen. Raises Refusal, Conflict."""
    found(session, ListOfPrices, list_id, lock=True)
    proposal = _proposal(session, list_id)
    if content_sha256 != proposal.content_sha256:
        raise Conflict(_("The draft was changed since you looked at it. Please look again."))
    if not proposal.changes:
        raise Refusal(_("The draft changes nothing. Add a price, or discard it."))
    if proposal.contradictions:
        raise Refusal(proposal.contradictions[0].text)
    if not impact_of(session, proposal).whole:
        raise Refusal(_("First see which open quotes would change."))
    mark_published(session, proposal.draft, content_sha256, by=by)
    record(
        session,
        PriceListPublished(
            list_id=list_id,
            code=proposal.price_list.code,
            number=proposal.draft.number,
            content_sha256=content_sha256,
            by=by,
        ),
    )
    return proposal.draft


def _proposal(session: Session, list_id: str) -> Proposal:
    proposal = proposal_of(session, list_id)
    if proposal is None:
        raise Refusal(_("There is no draft of this price list."))
    return proposal


def _place(entry: ListEntry) -> tuple[object, ...]:
    return entry.target, entry.min_quantity, entry.uom, entry.priority, _moment(entry.valid_from)


def _weight(one: Effect) -> tuple[bool, int, str]:
    return one.after is None, abs(one.difference or 0), one.number


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""


def _run_for(session: Session, draft: ListVersionRow, content: str) -> ImpactRun | None:
    query = select(ImpactRun).where(
        ImpactRun.list_id == draft.list_id,
        ImpactRun.number == draft.number,
        ImpactRun.content_sha256 == content,
    )
    runs = session.scalars(query.order_by(ImpactRun.created_at.desc()))
    return next((run for run in runs if run.reason is None), None)


def _reckon_batch(session: Session, run_id: str) -> bool:
    run = session.get(ImpactRun, run_id, with_for_update=True)
    if run is None or not run.at_work:
        return False
    draft = draft_of(session, run.list_id)
    if draft is None or content_of(session, draft) != run.content_sha256:
        run.end(_("The draft was changed since you looked at it. Please look again."))
        return False
    rows = list(session.scalars(open_quotes().where(QuoteRevision.id > run.last).limit(BATCH)))
    if not rows:
        run.done, run.ended_at = run.total, utcnow()
        return False
    run.rows = [*run.rows, *(one.to_json() for one in effects(session, rows, draft))]
    run.last, run.done = rows[-1].id, min(run.done + len(rows), run.total)
    return True
