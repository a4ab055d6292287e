"""Reads once whatever the prices of some products may depend on, and makes catalogues of it.

Only the rules about these products, their categories and everything are read, in batches and
through an index: a list of a million entries costs a quote no more than one of a thousand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from cpq.models import Assignment, ListEntry, ListOfPrices, ListParent, ListVersionRow, VersionState
from cpq.price_lists.entries import CATEGORY, EVERYTHING
from cpq.price_lists.facts import Facts, batches, categories_of, facts_of, products_of
from cpq.price_lists.whom import Whom, assignments_for, precedence_at, rates_to
from cpq.pricing.values import (
    Assigned,
    Breaks,
    Catalogue,
    Kind,
    ListVersion,
    Method,
    Rank,
    RankAt,
    Rule,
)

LIST_BASE = "list:"
COLUMNS = (
    "id", "target", "method", "amount", "percent", "base", "formula", "round_to", "surcharge",
    "least_margin", "most_margin", "breaks", "min_quantity", "max_quantity", "uom", "valid_from",
    "valid_to", "priority",
)  # fmt: skip

Stored = tuple[Rule, int, int | None]
Rules = Mapping[str, tuple[Rule, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for prices, when, and which versions of lists were agreed to hold for them."""

    currency: str
    at: datetime
    whom: Whom
    list_versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Shelf:
    """Lists, their versions and the rules about some products, as they stand in the database."""

    session: Session
    skus: Sequence[str]
    categories: Sequence[str] = ()
    lists: dict[str, ListOfPrices] = field(default_factory=dict)
    versions: dict[str, list[ListVersionRow]] = field(default_factory=dict)
    parents: dict[str, list[ListParent]] = field(default_factory=dict)
    rules: dict[str, list[Stored]] = field(default_factory=dict)
    assignments: list[Assignment] = field(default_factory=list)
    products: dict[str, Any] = field(default_factory=dict)
    orders: dict[datetime, tuple[RankAt, ...]] = field(default_factory=dict)
    rates: dict[tuple[str, datetime], Mapping[str, Decimal]] = field(default_factory=dict)
    on_versions: dict[tuple[str, int], Rules] = field(default_factory=dict)
    facts: Facts = field(default_factory=lambda: Facts({}, {}, {}, {}))

    def catalogue(self, asked: Asked) -> Catalogue:
        """Return what the prices of a document depend on."""
        trees = _Trees(self, asked)
        assigned = [
            Assigned(Rank(row.rank), tree, row.priority)
            for row in self.assignments
            if self._concerns(row, asked) and (tree := trees.of(row.list_id)) is not None
        ]
        bases = tuple(tree for code in self._bases() if (tree := trees.of(code)) is not None)
        return Catalogue(
            at=asked.at,
            currency=asked.currency,
            assigned=tuple(assigned),
            precedence=self._precedence(asked.at),
            costs=self.facts.costs,
            categories=self.facts.categories,
            factors=self.facts.factors,
            rates=self._rates(asked),
            bases=bases,
            attributes=self.facts.attributes,
        )

    def tree(self, list_id: str, asked: Asked) -> ListVersion | None:
        """Return the version of a list that holds for whoever asks, with its parents."""
        return _Trees(self, asked).of(list_id)

    def versions_for(self, asked: Asked) -> dict[str, int]:
        """Return the version of every list that would be asked, the parents' and bases' too."""
        trees = _Trees(self, asked)
        for row in self.assignments:
            if self._concerns(row, asked):
                trees.of(row.list_id)
        for list_id in self._bases():
            trees.of(list_id)
        return dict(sorted(trees.used.items()))

    def number_for(self, list_id: str, asked: Asked) -> int | None:
        """Return the version of a list that holds for whoever asks; None: there is none."""
        if list_id in asked.list_versions:
            return asked.list_versions[list_id]
        row = self.lists.get(list_id)
        if row is None or not row.in_use_at(asked.at):
            return None
        known = self.versions.get(list_id, ())
        return next((v.number for v in known if v.holds_at(asked.at)), None)

    def rules_on(self, list_id: str, number: int) -> Rules:
        """Return the rules of a version about these products, by target."""
        key = (list_id, number)
        if key not in self.on_versions:
            self.on_versions[key] = _rules_on(self.rules.get(list_id, ()), number)
        return self.on_versions[key]

    def _concerns(self, row: Assignment, asked: Asked) -> bool:
        mine = asked.whom.get(Rank(row.rank)) == row.target
        known = self.lists.get(row.list_id)
        right = known is not None and known.currency == asked.currency
        return mine and right and row.holds_at(asked.at)

    def _precedence(self, at: datetime) -> tuple[RankAt, ...]:
        if at not in self.orders:
            self.orders[at] = precedence_at(self.session, at)
        return self.orders[at]

    def _rates(self, asked: Asked) -> Mapping[str, Decimal]:
        key = (asked.currency, asked.at)
        if key not in self.rates:
            others = {row.currency for row in self.lists.values()}
            others |= {row.cost_currency for row in self.products.values() if row.cost_currency}
            self.rates[key] = rates_to(self.session, asked.currency, others, asked.at)
        return self.rates[key]

    def _bases(self) -> list[str]:
        """Return the ids of the lists that rules name as what they are reckoned from."""
        codes = base_codes(self.rules.values())
        return [row.id for row in self.lists.values() if row.code in codes]


class _Trees:
    """The versions that hold for somebody, each with its parents' above it."""

    def __init__(self, shelf: Shelf, asked: Asked) -> None:
        self.shelf, self.asked = shelf, asked
        self.made: dict[str, ListVersion | None] = {}
        self.used: dict[str, int] = {}

    def of(self, list_id: str, below: tuple[str, ...] = ()) -> ListVersion | None:
        if list_id in self.made:
            return self.made[list_id]
        number = self.shelf.number_for(list_id, self.asked)
        row = self.shelf.lists.get(list_id)
        if number is None or row is None:
            self.made[list_id] = None
            return None
        self.used[list_id] = number
        self.made[list_id] = tree = ListVersion(
            row.code,
            {"ja": row.name, "en": row.name_en or row.name},
            number,
            row.currency,
            Kind(row.kind),
            self.shelf.rules_on(list_id, number),
            self._above(list_id, number, (*below, list_id)),
        )
        return tree

    def _above(self, list_id: str, number: int, below: tuple[str, ...]) -> tuple[ListVersion, ...]:
        edges = [
            edge
            for edge in self.shelf.parents.get(list_id, ())
            if edge.from_version <= number and (edge.to_version is None or edge.to_version > number)
        ]
        trees = [
            self.of(edge.parent_id, below)
            for edge in sorted(edges, key=lambda edge: (edge.position, edge.id))
            if edge.parent_id not in below  # versions of two times may lead round in a circle
        ]
        return tuple(tree for tree in trees if tree is not None)


def shelf_for(
    session: Session,
    skus: Iterable[str],
    askers: Sequence[Asked],
    lists: Iterable[str] = (),
    categories: Iterable[str] = (),
) -> Shelf:
    """Read everything the prices of these products may depend on for these askers.

    ``lists`` are read too, whoever has them, and the rules about ``categories``.
    """
    shelf = Shelf(session, list(dict.fromkeys(skus)))
    shelf.products = products_of(session, shelf.skus)
    shelf.categories = sorted({*categories_of(shelf.products), *categories})
    shelf.facts = facts_of(shelf.products)
    shelf.assignments = assignments_for(session, [asked.whom for asked in askers])
    wanted = {*lists, *(row.list_id for row in shelf.assignments)}
    while wanted := wanted - shelf.lists.keys():
        _read_lists(shelf, wanted)
        _read_rules(shelf, wanted)
        wanted = {edge.parent_id for edges in shelf.parents.values() for edge in edges}
        codes = base_codes(shelf.rules.values()) - {row.code for row in shelf.lists.values()}
        if codes:
            named = select(ListOfPrices.id).where(ListOfPrices.code.in_(codes))
            wanted |= set(session.scalars(named))
    return shelf


def base_codes(rules: Iterable[Sequence[Stored]]) -> set[str]:
    """Return the codes of the lists that rules are reckoned from."""
    bases = {rule.base for some in rules for rule, _since, _until in some}
    return {base.removeprefix(LIST_BASE) for base in bases if base.startswith(LIST_BASE)}


def rule_of(row: Any) -> Rule:
    """Return the rule of a row's columns."""
    values = {name: row[name] for name in COLUMNS}
    values |= {"method": Method(row["method"]), "breaks": Breaks(row["breaks"])}
    return Rule(**values)


def _read_lists(shelf: Shelf, ids: set[str]) -> None:
    for some in batches(sorted(ids)):
        rows = shelf.session.scalars(select(ListOfPrices).where(ListOfPrices.id.in_(some)))
        shelf.lists |= {row.id: row for row in rows}
        versions = select(ListVersionRow).where(
            ListVersionRow.list_id.in_(some), ListVersionRow.state != VersionState.DRAFT.value
        )
        for version in shelf.session.scalars(versions.order_by(ListVersionRow.number.desc())):
            shelf.versions.setdefault(version.list_id, []).append(version)
        for edge in shelf.session.scalars(select(ListParent).where(ListParent.list_id.in_(some))):
            shelf.parents.setdefault(edge.list_id, []).append(edge)


def _read_rules(shelf: Shelf, ids: set[str]) -> None:
    table = ListEntry.__table__.c
    columns = [*(table[name] for name in COLUMNS), table.list_id, table.from_version,
               table.to_version]  # fmt: skip
    general = [EVERYTHING, *(CATEGORY + name for name in shelf.categories)]
    for lists in batches(sorted(ids)):
        queries: list[ColumnElement[bool]] = [table.sku.in_(skus) for skus in batches(shelf.skus)]
        queries += [and_(table.sku == "", table.target.in_(some)) for some in batches(general)]
        for about in queries:
            found = select(*columns).where(table.list_id.in_(lists), about)
            for row in shelf.session.execute(found).mappings():
                kept = (rule_of(row), row["from_version"], row["to_version"])
                shelf.rules.setdefault(row["list_id"], []).append(kept)


def _rules_on(rules: Sequence[Stored], number: int) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule, since, until in rules:
        if since <= number and (until is None or until > number):
            found.setdefault(rule.target, []).append(rule)
    return {target: tuple(sorted(some, key=lambda rule: rule.id)) for target, some in found.items()}
