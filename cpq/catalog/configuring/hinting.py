"""Rules that do not bar: preferences that are broken, and recommendations that can still be had."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cpq.catalog.configuring.compiling import YES, Compiled, Soft
from cpq.catalog.configuring.definition import Choice, Severity, Words
from cpq.catalog.configuring.rules import Clause, Lit, State

MOST_OPTIONS = 10


@dataclass(frozen=True, slots=True)
class Hint:
    """What a preference or recommendation says now."""

    severity: Severity
    rule: int  # its place among the constraints
    message: Words
    options: tuple[tuple[str, str], ...] = ()  # slot and SKU of what is recommended


def hints_of(
    compiled: Compiled, choices: Mapping[str, Choice], decided: Mapping[int, int], valid: State
) -> tuple[Hint, ...]:
    """Return the hints beside some choices, whose valid values are known."""
    positive = {compiled.index[key] for key, choice in choices.items() if choice.quantity}
    hints = []
    for soft in compiled.soft:
        said = compiled.message(soft.rule)
        kept = valid[soft.switch] & YES
        if soft.severity == "preferred" and not kept:
            hints.append(Hint("preferred", soft.rule, said))
        elif soft.severity == "recommended" and kept:
            options = dict.fromkeys(_recommended(compiled, soft, positive, decided, valid))
            if options:
                hints.append(Hint("recommended", soft.rule, said, tuple(options)[:MOST_OPTIONS]))
    return tuple(hints)


def _recommended(
    compiled: Compiled,
    soft: Soft,
    positive: set[int],
    decided: Mapping[int, int],
    valid: State,
) -> Iterator[tuple[str, str]]:
    for rule in compiled.rules:
        if isinstance(rule, Clause) and rule.rule == soft.rule:
            lits = [lit for lit in rule.lits if lit[0] < len(compiled.domains)]
            if _wanting(compiled, lits, positive, decided, valid):
                for n, mask in lits:
                    if n not in decided:
                        yield from _options(compiled, n, mask & valid[n])


def _wanting(
    compiled: Compiled,
    lits: list[Lit],
    positive: set[int],
    decided: Mapping[int, int],
    valid: State,
) -> bool:
    """Tell whether a choice calls for a clause, or nothing need to, and it is not met so far."""
    called = len(lits) == 1
    for n, mask in lits:
        so_far = valid[n]
        if n not in decided and n < len(compiled.domains):
            so_far = compiled.domains[n].empty & valid[n] or valid[n]
        if not so_far & ~mask:
            return False
        called = called or (n in positive and not valid[n] & mask)
    return called


def _options(compiled: Compiled, n: int, mask: int) -> Iterator[tuple[str, str]]:
    domain = compiled.domains[n]
    for of, alike in domain.alike.items():
        if of & mask:
            yield from ((domain.slot.key, sku) for sku in alike[:MOST_OPTIONS])
