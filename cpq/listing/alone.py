"""A rule alone: what it makes of products, asked before the lists that everybody has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.models import ListOfPrices
from cpq.price_lists import Asked, shelf_for
from cpq.price_lists.entries import NewEntry
from cpq.price_lists.shelf import rule_of
from cpq.price_lists.versions import versions_of
from cpq.pricing.document import Priced, Wanted
from cpq.pricing.engine import price_lines
from cpq.pricing.relating import relative
from cpq.pricing.values import Assigned, Catalogue, ListVersion, Rank, Rule
from foundation.db import utcnow
from foundation.errors import Refusal

TYPED = "typed"
FIRST = 2**31


@dataclass(frozen=True, slots=True)
class Alone:
    """The lists that everybody has, and the newest version of the one a rule is tried on."""

    catalogue: Catalogue
    tree: ListVersion | None

    @classmethod
    def on(cls, session: Session, row: ListOfPrices, skus: Sequence[str]) -> "Alone":
        """Read once what the prices of these products may depend on."""
        known = versions_of(session, row.id)
        pinned = {row.id: known[0].number if known else 1}
        asked = Asked(row.currency, utcnow(), {Rank.STANDARD: ""}, pinned)
        shelf = shelf_for(session, skus, [asked], lists=[row.id])
        return cls(shelf.catalogue(asked), shelf.tree(row.id, asked))

    def prices(self, entry: NewEntry, lines: Sequence[Wanted]) -> Mapping[int, Priced | Refusal]:
        """Price each line for itself by a rule, whenever it holds, or say why it has no price."""
        rule = rule_of(entry.columns | {"id": TYPED, "valid_from": None, "valid_to": None})
        catalogue = self._with(rule, entry.valid_from)
        return {line.position: price_lines([line], catalogue)[line.position] for line in lines}

    def _with(self, rule: Rule, begins: date | None) -> Catalogue:
        if self.tree is None:
            return self.catalogue
        code = self.tree.code
        mine = Assigned(Rank.CONTRACT, _with_rule(self.tree, rule, begins), priority=FIRST)
        others = tuple(one for one in self.catalogue.assigned if one.prices.code != code)
        return replace(self.catalogue, assigned=(mine, *others))


def _with_rule(tree: ListVersion, rule: Rule, begins: date | None) -> ListVersion:
    """Return the list with the rule beside the lower bands of the same kind.

    A rule that is made from a price finds those that stand on the list for themselves; it goes
    before them, and what it takes the place of is gone.
    """
    same = [
        other
        for other in tree.rules.get(rule.target, ())
        if (other.breaks, other.method, other.uom) == (rule.breaks, rule.method, rule.uom)
        and other.min_quantity != rule.min_quantity
    ]
    if not relative(rule):
        return replace(tree, rules={rule.target: (*same, rule)})
    place = (rule.target, rule.uom, rule.min_quantity, begins)
    known = {
        target: tuple(other for other in rules if not relative(other) and _place(other) != place)
        for target, rules in tree.rules.items()
    }
    first = tuple(replace(one, priority=FIRST) for one in (*same, rule))
    return replace(tree, rules={**known, rule.target: (*known.get(rule.target, ()), *first)})


def _place(rule: Rule) -> tuple[str, str, Decimal, date | None]:
    return (rule.target, rule.uom, rule.min_quantity, rule.valid_from)
