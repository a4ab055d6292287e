"""The rules of a model: what its constraints demand of the values of its slots, and its structure.

Nothing but pairs of slots, clauses and sums is left; a rule that does not bar hangs on a switch.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from cpq.catalog.configuring.compiling import NO, Compiled, Soft, prepared
from cpq.catalog.configuring.definition import (
    Constraint,
    Definition,
    Excludes,
    Expression,
    Match,
    Requires,
    Resource,
    Table,
    Use,
)
from cpq.catalog.configuring.domains import Candidate, SlotDomain
from cpq.catalog.configuring.expressions import LARGEST
from cpq.catalog.configuring.logic import Logic
from cpq.catalog.configuring.rules import AnyRule, Clause, Ladder, Lit, Pair, Sum, clause_of
from cpq.catalog.configuring.structuring import add_structure

MILLION = 1_000_000


def compile_model(
    definition: Definition, candidates: Mapping[str, Iterable[Candidate]]
) -> Compiled:
    """Compile a definition with the candidates of each slot.

    Raises:
        Refusal: an expression is not well formed, or names what is not there.
    """
    compiled = prepared(definition, candidates)
    for number, constraint in enumerate(definition.constraints):
        rules = _rules(compiled, number, constraint)
        if constraint.severity == "hard":
            compiled.rules += rules
            continue
        switch = compiled.new_switch()
        compiled.soft.append(Soft(number, switch, constraint.severity))
        for rule in rules:
            compiled.rules += softened(compiled, rule, switch)
    add_structure(compiled)
    return compiled


def _rules(compiled: Compiled, number: int, rule: Constraint) -> list[AnyRule]:
    match rule:
        case Match():
            return _pairs(compiled, number, rule, lambda one, o: bool(one) and one in o.split("/"))
        case Table():
            allowed = set(rule.allowed)
            return _pairs(compiled, number, rule, lambda one, other: (one, other) in allowed)
        case Excludes():
            return [
                clause_of(number, [compiled.without(one), compiled.without(other)])
                for one in compiled.having(rule.slot, rule.sku)
                for other in compiled.having(rule.other, rule.other_sku)
                if one[0] != other[0]
            ]
        case Requires():
            return _requires(compiled, number, rule)
        case Resource():
            return [_sum(compiled, number, rule)]
        case Expression():
            return Logic(compiled, number).rules(compiled.sentences[number])


def _requires(compiled: Compiled, number: int, rule: Requires) -> list[AnyRule]:
    named = rule.other_skus or ([] if rule.other in compiled.groups else [""])
    others = [lit for sku in named for lit in compiled.having(rule.other, sku)]
    return [
        clause_of(number, [compiled.without(one), *others])
        for one in compiled.having(rule.slot, rule.sku)
    ]


def softened(compiled: Compiled, rule: AnyRule, switch: int) -> list[AnyRule]:
    """Return a rule that holds only where its switch is on."""
    off = (switch, NO)
    match rule:
        case Clause():
            return [clause_of(rule.rule, [off, *rule.lits])]
        case Pair():
            return [
                clause_of(
                    rule.rule, [off, compiled.without((rule.one, ones)), (rule.other, others)]
                )
                for ones, others in rule.rows
            ]
        case Sum():
            return _soft_sum(compiled, rule, off)


def _soft_sum(compiled: Compiled, rule: Sum, off: Lit) -> list[AnyRule]:
    known: list[AnyRule] = []
    ladders = {}
    most = 0
    for n, ladder in rule.ladders.items():
        if ladder.masks[-1] != compiled.everything[n]:
            known.append(clause_of(rule.rule, [off, (n, ladder.masks[-1])]))
        ladders[n] = ladder.with_unknown(compiled.everything[n])
        most += ladders[n].weights[-1]
    over = most - rule.at_most
    if over <= 0:
        return known
    ladders[off[0]] = Ladder([-over, 0])
    return [*known, Sum(rule.rule, ladders, rule.at_most)]


def _pairs(
    compiled: Compiled, number: int, rule: Match | Table, test: Callable[[str, str], bool]
) -> list[AnyRule]:
    return [
        _pair(compiled, number, (one, rule.attribute), (other, rule.other_attribute), test)
        for one in compiled.places(rule.slot)
        for other in compiled.places(rule.other)
    ]


def _pair(
    compiled: Compiled,
    number: int,
    left: tuple[int, str],
    right: tuple[int, str],
    test: Callable[[str, str], bool],
) -> Pair:
    others = _alike(compiled.domains[right[0]], right[1])
    rows: dict[int, int] = {}
    for a, ones in _alike(compiled.domains[left[0]], left[1]).items():
        allowed = sum(n for b, n in others.items() if a is None or b is None or test(a, b))
        rows[allowed] = rows.get(allowed, 0) | ones
    pairs = tuple((ones, allowed) for allowed, ones in rows.items())
    return Pair(number, left[0], right[0], pairs)


def _alike(domain: SlotDomain, attribute: str) -> dict[str | None, int]:
    """Return masks of values with the same attribute; under None the empty slot, which fits all."""
    place = domain.attributes.index(attribute)
    masks: dict[str | None, int] = {}
    for n, value in enumerate(domain.values):
        key = None if value.quantity == 0 else value.attributes[place]
        masks[key] = masks.get(key, 0) | 1 << n
    return masks


def _sum(compiled: Compiled, number: int, rule: Resource) -> Sum:
    weights: dict[int, list[int | None]] = {}
    for use in rule.uses:
        for n in compiled.places(use.slot):
            domain = compiled.domains[n]
            weights[n] = _added(weights.get(n), _taken(domain, use))
    for n in compiled.places(rule.provider) if rule.provider else ():
        weights[n] = _added(weights.get(n), _given(compiled.domains[n], rule.provider_attribute))
    limit = scaled(max(-LARGEST, min(LARGEST, rule.limit - rule.base))) or 0
    return Sum(number, {n: Ladder(values) for n, values in weights.items()}, limit)


def _added(old: Sequence[int | None] | None, new: list[int | None]) -> list[int | None]:
    if old is None:
        return new
    return [None if a is None or b is None else a + b for a, b in zip(old, new, strict=True)]


def _taken(domain: SlotDomain, use: Use) -> list[int | None]:
    amounts = [scaled(domain.read(value, use.attribute), use.unknown) for value in domain.values]
    return [
        0 if not value.quantity else None if a is None else int(a * use.times) * value.quantity
        for a, value in zip(amounts, domain.values, strict=True)
    ]


def _given(domain: SlotDomain, attribute: str) -> list[int | None]:
    amounts = [scaled(domain.read(value, attribute)) for value in domain.values]
    return [
        0 if not value.quantity else None if a is None else -a * value.quantity
        for a, value in zip(amounts, domain.values, strict=True)
    ]


def scaled(text: str | Decimal, unknown: Decimal | None = None) -> int | None:
    """Return a number scaled by a million, or what stands for an unknown one."""
    number: Decimal | None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = unknown
    if number is None or not number.is_finite() or abs(number) > LARGEST:
        return None
    return int(number * MILLION)
