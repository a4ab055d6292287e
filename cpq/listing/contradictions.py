"""What bars a draft from being published: one sentence each, at the rule it is about.

Only what the draft touches is looked at: the rest was looked at when it was published.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.listing.across import Contradiction, circles_across, ties_across
from cpq.listing.assigning import newest_edges
from cpq.listing.formulas import asks_cost, formulas_without_price
from cpq.listing.wording import in_words, named_in
from cpq.models import ListEntry, ListOfPrices, ListVersionRow
from cpq.price_lists.changes import Changes
from cpq.price_lists.entries import on_version
from cpq.price_lists.living import Living
from cpq.price_lists.versions import current_of
from cpq.price_lists.whom import rates_to
from cpq.pricing.values import Breaks, Method
from foundation.db import utcnow
from foundation.language import Text, _

BATCH = 500
MOST = 50  # contradictions: more are shown once these are gone


def contradictions_of(
    session: Session, price_list: ListOfPrices, draft: ListVersionRow, changes: Changes
) -> list[Contradiction]:
    """Return what bars the draft, at most fifty sentences."""
    rules = _touched(session, price_list.id, draft.number, changes.added)
    living = Living(session, utcnow(), draft)
    found: list[Contradiction] = []
    for some in (
        _of_version(draft),
        _ties(rules, price_list),
        ties_across(living, changes),
        circles_across(living, price_list.id, changes, rules),
        _bands(rules),
        _margins(rules),
        formulas_without_price(session, price_list, rules),
        _bases(session, price_list, rules),
        _currencies(session, price_list, rules),
    ):
        for one in some:
            found.append(one)
            if len(found) == MOST:
                return found
    return found


def _touched(
    session: Session, list_id: str, number: int, added: Sequence[ListEntry]
) -> list[ListEntry]:
    """Return the rules of the draft for every target it says something new about."""
    targets = sorted({entry.target for entry in added})
    skus = sorted({entry.sku for entry in added})
    rules: list[ListEntry] = []
    for start in range(0, len(targets), BATCH):
        query = select(ListEntry).where(
            ListEntry.list_id == list_id,
            ListEntry.target.in_(targets[start : start + BATCH]),
            *on_version(ListEntry, number),
        )
        if len(skus) <= BATCH:  # the index begins with it
            query = query.where(ListEntry.sku.in_(skus))
        rules += session.scalars(query.order_by(ListEntry.target, ListEntry.min_quantity))
    return rules


def _of_version(draft: ListVersionRow) -> Iterator[Contradiction]:
    begins, ends = draft.valid_from, draft.valid_to
    if begins and ends and ends <= begins:
        yield Contradiction(_("The version would end before it begins."))
    elif ends and ends <= utcnow():
        yield Contradiction(_("The version would be over already."))


def _ties(rules: Iterable[ListEntry], price_list: ListOfPrices) -> Iterator[Contradiction]:
    by_claim: dict[tuple[object, ...], list[ListEntry]] = defaultdict(list)
    for rule in rules:
        by_claim[claim_of(rule)].append(rule)
    for same in by_claim.values():
        for one, other in pairwise(same):
            yield _tie(one, other, price_list.code, price_list.currency)


def claim_of(rule: ListEntry) -> tuple[object, ...]:
    """Return what decides between two rules: where it is equal they have the same claim."""
    begun = rule.valid_from.timestamp() if rule.valid_from else 0
    return rule.target, rule.priority, rule.uom, rule.min_quantity, begun


def _tie(one: ListEntry, other: ListEntry, code: str, currency: str) -> Contradiction:
    return Contradiction(
        _(
            "%(target)s: “%(one)s” and “%(other)s” on %(code)s have the same claim. "
            "Give one of them a higher priority.",
            target=_named(one),
            one=in_words(one, currency),
            other=in_words(other, currency),
            code=code,
        ),
        one.id,
    )


def _bands(rules: Iterable[ListEntry]) -> Iterator[Contradiction]:
    """Compare the bands of blocks and slabs that hold at the same time with the ones above them."""
    groups: dict[tuple[object, ...], list[ListEntry]] = defaultdict(list)
    for rule in rules:
        if rule.method == Method.BLOCK.value or rule.breaks == Breaks.SLAB.value:
            kind = (rule.method == Method.BLOCK.value, rule.uom, rule.priority)
            groups[(rule.target, kind, rule.valid_from, rule.valid_to)].append(rule)
    for bands in groups.values():
        bands.sort(key=lambda rule: rule.min_quantity)
        for lower, upper in pairwise(bands):
            yield from _band(lower, upper)


def _band(lower: ListEntry, upper: ListEntry) -> Iterator[Contradiction]:
    most = lower.max_quantity
    if most is None and lower.method != Method.BLOCK.value:
        return  # a slab without an end reaches up to the next one
    at = {"target": _named(lower), "n": upper.min_quantity}
    if most is None or upper.min_quantity <= most:
        words = _("%(target)s: the bands overlap at a quantity of %(n)s.", **at)
        yield Contradiction(words, upper.id)
    elif upper.min_quantity > most + 1:
        words = _(
            "%(target)s: there is a hole between the quantities %(most)s and %(n)s.",
            most=most,
            **at,
        )
        yield Contradiction(words, upper.id)


def _margins(rules: Iterable[ListEntry]) -> Iterator[Contradiction]:
    for rule in rules:
        least, most = rule.least_margin, rule.most_margin
        if least is not None and most is not None and least > most:
            words = _(
                "%(target)s: the least margin %(least)s is above the most, %(most)s.",
                target=_named(rule),
                least=least,
                most=most,
            )
            yield Contradiction(words, rule.id)


def _bases(
    session: Session, price_list: ListOfPrices, rules: Sequence[ListEntry]
) -> Iterator[Contradiction]:
    """Ask whether every list this one is reckoned from, or asks, is in use and has a version."""
    by_id = {edge.parent_id: "" for edge in newest_edges(session).get(price_list.id, ())}
    for row in session.scalars(select(ListOfPrices).where(ListOfPrices.id.in_(by_id))):
        if current_of(session, row.id) is None:
            words = _("The parent list %(code)s has no version that holds.", code=row.code)
            yield Contradiction(words)
        elif not row.active:
            yield Contradiction(_("%(code)s is out of use.", code=row.code))
    named = {rule.base.removeprefix("list:"): rule for rule in rules if rule.base[:5] == "list:"}
    known = {
        row.code: row
        for row in session.scalars(select(ListOfPrices).where(ListOfPrices.code.in_(named)))
    }
    for code, rule in sorted(named.items()):
        base = known.get(code)
        own = base is not None and base.id == price_list.id  # which is a circle
        if not own and (base is None or current_of(session, base.id) is None):
            words = _(
                "%(target)s is reckoned from %(code)s, which has no version that holds.",
                target=_named(rule),
                code=code,
            )
            yield Contradiction(words, rule.id)
        elif base is not None and not base.active:
            yield Contradiction(_("%(code)s is out of use.", code=code), rule.id)


def _currencies(
    session: Session, price_list: ListOfPrices, rules: Sequence[ListEntry]
) -> Iterator[Contradiction]:
    """Ask for the rates of every currency that has to be brought into the list's own."""
    parents = [edge.parent_id for edge in newest_edges(session).get(price_list.id, ())]
    codes = {rule.base.removeprefix("list:") for rule in rules if rule.base.startswith("list:")}
    others = set(
        session.scalars(
            select(ListOfPrices.currency).where(
                ListOfPrices.id.in_(parents) | ListOfPrices.code.in_(codes)
            )
        )
    )
    by_cost = {rule.sku for rule in rules if asks_cost(rule)}
    costs = select(Product.cost_currency).where(Product.cost.is_not(None)).distinct()
    if by_cost and "" not in by_cost:
        costs = costs.where(Product.sku.in_(sorted(by_cost)[:BATCH]))
    others |= set(session.scalars(costs)) if by_cost else set()
    wanted = {currency for currency in others if currency and currency != price_list.currency}
    known = rates_to(session, price_list.currency, wanted, utcnow())
    for currency in sorted(wanted - set(known)):
        words = _(
            "There is no rate of %(one)s in %(other)s. Add it under the price lists' order and "
            "rates.",
            one=currency,
            other=price_list.currency,
        )
        yield Contradiction(words)


def _named(rule: ListEntry) -> Text | str:
    return named_in(rule.target) or _("Everything")
