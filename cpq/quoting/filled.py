"""What a completion would add to a configuration, and what that would cost, before it is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.catalog.configuring import Candidate, Choice, Completion
from cpq.catalog.configuring.definition import Words
from cpq.catalog.configuring.domains import SlotDomain
from cpq.catalog.modelling.naming import called
from cpq.option_prices import price_with, quoted_for
from cpq.queries import PricePreview
from cpq.quoting.completing import Question
from foundation.money import Money

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Added:
    """An option that would be added; ``price`` is what it comes to in one unit of the product."""

    key: str
    slot: Words
    name: Names
    choice: Choice
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A completion as it is looked at: what it adds, what it costs, and what it does not keep."""

    choices: dict[str, Choice]
    added: tuple[Added, ...]
    currency: str
    before: PricePreview
    after: PricePreview
    broken: tuple[Words, ...]
    missed: tuple[Words, ...]
    proven: bool

    @property
    def more(self) -> Money | None:
        """Return how much more one unit would cost, where both prices are known."""
        if self.before.unit is None or self.after.unit is None:
            return None
        return self.after.unit - self.before.unit

    @property
    def unpriced(self) -> list[Added]:
        """Return what has no price."""
        return [one for one in self.added if one.price is None]


def filled_of(session: Session, question: Question, best: Completion) -> Filled:
    """Return what a completion of what was asked would change."""
    line, compiled = question.line, question.configurator.compiled
    taken = [
        (domain, domain.candidates[choice.sku], choice)
        for domain in compiled.domains
        if (choice := best.choices.get(domain.slot.key)) and choice.quantity
        if question.choices.get(domain.slot.key) != choice
    ]
    quoted = quoted_for(session, line, [part for _domain, part, _choice in taken])

    def added(domain: SlotDomain, part: Candidate, choice: Choice) -> Added:
        price = quoted(domain, part, choice.quantity)
        label = compiled.definition.slot(domain.slot.key).label
        each = None if price is None else price / line.quantity
        name = called(compiled.definition, domain, part)
        return Added(domain.slot.key, label, name, choice, each)

    def said(rules: Iterable[int]) -> tuple[Words, ...]:
        return tuple(dict.fromkeys(compiled.message(rule) for rule in rules))

    return Filled(
        best.choices,
        tuple(added(*one) for one in taken),
        line.revision_row.currency,
        price_with(session, line, question.configurator, question.choices),
        price_with(session, line, question.configurator, best.choices),
        said(best.broken),
        said(best.missed),
        best.proven,
    )
