"""Finds rules with the same claim before anybody is quoted with them, by asking the engine itself.

Two lists that a quote may have at the same place are laid side by side. Where a rule of the one
says the same target, break, unit, priority and first moment as one of the other, what the engine
would do is tried at every quantity and moment at which a rule begins or ends: so a tie that a
better rule hides is none, and one that only shows next month is found today.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from itertools import product

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from cpq.catalog.models import Product
from cpq.listing.meeting import Held, Pair
from cpq.models import ListEntry, ListOfPrices, ListVersionRow
from cpq.price_lists import Asked, shelf_for
from cpq.price_lists.entries import CATEGORY, EVERYTHING, sku_of
from cpq.price_lists.living import Living
from cpq.price_lists.whom import Whom
from cpq.pricing.searching import Asked as Many
from cpq.pricing.searching import Targets, Tie, shelf_of, targets_of
from cpq.pricing.values import ONE, Assigned, Catalogue, RankAt, Rule
from foundation.db import found

BATCH = 500
STEP = Decimal("0.000001")
WHOM: Whom = {}
Claim = tuple[str, str]  # a target, and the unit its rules are for


@dataclass(frozen=True, slots=True)
class Tied:
    """Two rules with the same claim, and their lists."""

    one: ListEntry
    other: ListEntry
    lists: tuple[ListOfPrices, ListOfPrices]


def ties_of(
    living: Living, pairs: Iterable[Pair], targets: Collection[str] | None = None
) -> Iterator[Tied]:
    """Give the ties of lists that meet, of some targets (None: of all), each once."""
    known: set[frozenset[str]] = set()
    for one, other in pairs:
        if (span := _span(living, one, other)) is None:
            continue
        claims = sorted(set(_claims(living, one, other, targets)))
        for start in range(0, len(claims), BATCH):
            for tied in _Try(living, (one, other), span, claims[start : start + BATCH]).ties():
                rules = frozenset((tied.one.id, tied.other.id))
                if rules not in known:
                    known.add(rules)
                    yield tied


Span = tuple[datetime, datetime | None]


def _span(living: Living, one: Held, other: Held) -> Span | None:
    """Return from when until when both lists are had, within the validity of a draft."""
    draft = living.draft
    rows: list[Held | ListVersionRow] = [one, other, *([draft] if draft else [])]
    begins = max([living.at, *(row.valid_from for row in rows if row.valid_from)])
    ends = min((row.valid_to for row in rows if row.valid_to), default=None)
    return None if ends and ends <= begins else (begins, ends)


def _claims(
    living: Living, one: Held, other: Held, targets: Collection[str] | None
) -> Iterator[Claim]:
    """Give what two families of lists both have rules with the same claim for."""
    families = [[(held.list_id, of) for of in living.family(held.list_id)] for held in (one, other)]
    for mine, theirs in product(*families):
        if mine[1] != theirs[1]:
            yield from _same(living, mine, theirs, targets)


Member = tuple[str, str]  # a list that is had, and the one of its family that is asked


def _same(
    living: Living, mine: Member, theirs: Member, targets: Collection[str] | None
) -> Iterator[Claim]:
    a, b = aliased(ListEntry), aliased(ListEntry)
    query = (
        select(a.target, a.uom)
        .join(b, (a.sku == b.sku) & (a.target == b.target))
        .where(
            living.stands(a, mine[1]),
            living.stands(b, theirs[1]),
            *_asked(living, a, mine),
            *_asked(living, b, theirs),
            a.min_quantity == b.min_quantity,
            a.priority == b.priority,
            a.uom == b.uom,
            a.valid_from.is_not_distinct_from(b.valid_from),
        )
        .distinct()
    )
    if targets is None:
        yield from ((row.target, row.uom) for row in living.session.execute(query))
        return
    wanted = sorted(targets)
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        about = query.where(a.target.in_(some), a.sku.in_({sku_of(target) for target in some}))
        yield from ((row.target, row.uom) for row in living.session.execute(about))


def _asked(living: Living, entry: type[ListEntry], member: Member) -> Iterator[ColumnElement[bool]]:
    """Leave out what is never asked of a parent, for the list has a rule of its own for it."""
    held, of = member
    if held != of:
        own = aliased(ListEntry)
        same = (own.sku == entry.sku) & (own.target == entry.target)
        yield ~exists().where(living.always(own, held), same)


class _Try:
    """Two lists side by side, as the engine sees them at some moments."""

    def __init__(self, living: Living, pair: Pair, span: Span, claims: Sequence[Claim]) -> None:
        self.session, self.living, self.pair, self.span = living.session, living, pair, span
        self.claims = {claim: self._sample(claim[0]) for claim in claims}
        skus = [sku for sku in self.claims.values() if sku]
        self.shelf = shelf_for(self.session, skus, [], lists=[held.list_id for held in pair])
        self.made: dict[datetime, Catalogue] = {}
        self.rules: dict[str, list[Rule]] = defaultdict(list)
        for some in self.shelf.rules.values():
            for rule, _since, _until in some:
                self.rules[rule.target].append(rule)

    def ties(self) -> Iterator[Tied]:
        """Give the tie of each claim that has one."""
        for (target, uom), sku in self.claims.items():
            tie = self._tie(target, uom, sku)
            if tie is not None:
                yield self._tied(tie)

    def _sample(self, target: str) -> str:
        """Return a product that rules for a target are about, if there is one."""
        if not target.startswith(CATEGORY):
            return sku_of(target)
        query = select(Product.sku).where(Product.category == target.removeprefix(CATEGORY))
        return self.session.scalar(query.limit(1)) or ""

    def _tie(self, target: str, uom: str, sku: str) -> Tie | None:
        facts = self.shelf.facts
        factor = facts.factors.get(f"{sku}/{uom}") if uom else ONE
        targets = self._targets(target)
        rules = [rule for name, _nearness in targets for rule in self.rules[name]]
        for at in self._moments(rules):
            asked = shelf_of(self._catalogue(at), targets, uom)
            for sold in _quantities(rules, uom, factor):
                try:
                    asked.choice(Many(None if factor is None else sold * factor, sold))
                except Tie as tie:
                    return tie
        return None

    def _targets(self, target: str) -> Targets:
        if target == EVERYTHING:
            return [(target, 1)]
        if target.startswith(CATEGORY):
            return [(target, 2), (EVERYTHING, 1)]
        name = target.removeprefix("product:")
        return targets_of(self._catalogue(self.span[0]), name)

    def _moments(self, rules: Iterable[Rule]) -> list[datetime]:
        """Return the moments at which something begins or ends, the first one first."""
        begins, ends = self.span
        said = [moment for rule in rules for moment in (rule.valid_from, rule.valid_to)]
        for some in self.shelf.versions.values():
            said += [moment for row in some for moment in (row.valid_from, row.valid_to)]
        later = {one for one in said if one and begins < one and (ends is None or one < ends)}
        return [begins, *sorted(later)]

    def _catalogue(self, at: datetime) -> Catalogue:
        if at not in self.made:
            self.made[at] = self._catalogue_at(at)
        return self.made[at]

    def _catalogue_at(self, at: datetime) -> Catalogue:
        draft, currency = self.living.draft, self.pair[0].currency
        seen = self.shelf.lists.get(draft.list_id) if draft else None
        pinned = {draft.list_id: draft.number} if draft and seen and seen.active else {}
        asked = Asked(currency, at, WHOM, pinned)
        trees = [(held, self.shelf.tree(held.list_id, asked)) for held in self.pair]
        return Catalogue(
            at=at,
            currency=currency,
            assigned=tuple(Assigned(held.rank, tree) for held, tree in trees if tree is not None),
            precedence=tuple(RankAt(rank, 1) for rank in {held.rank for held in self.pair}),
            categories=self.shelf.facts.categories,
        )

    def _tied(self, tie: Tie) -> Tied:
        one, other = (found(self.session, ListEntry, rule) for rule in tie.rules)
        lists = tuple(found(self.session, ListOfPrices, row.list_id) for row in (one, other))
        return Tied(one, other, (lists[0], lists[1]))


def _quantities(rules: Iterable[Rule], uom: str, factor: Decimal | None) -> list[Decimal]:
    """Return the quantities at which a rule begins, or has just ended, in the unit sold."""
    found_ = {ONE}
    for rule in rules:
        if rule.uom not in {"", uom}:
            continue
        most = [] if rule.max_quantity is None else [rule.max_quantity + 1]
        times = ONE if rule.uom or not uom else factor
        if times is not None:
            found_ |= {_sold(q / times) for q in (rule.min_quantity, *most)}
    return sorted(found_)


def _sold(quantity: Decimal) -> Decimal:
    return quantity.quantize(STEP, ROUND_CEILING)
