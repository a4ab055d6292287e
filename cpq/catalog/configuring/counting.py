"""How many different products a model describes."""

from math import prod

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.domains import SlotDomain
from cpq.catalog.configuring.rules import bits
from cpq.catalog.configuring.solving import Narrowing


def count_variants(compiled: Compiled, limit: int = 1_000_000) -> int:
    """Return how many complete configurations there are; as soon as there are ``limit``, that."""
    narrowing = Narrowing(compiled)
    many = [_many(domain) for domain in compiled.domains]
    slots = range(len(compiled.domains))
    switches = range(len(compiled.domains), len(compiled.everything))
    total = 0
    for state in narrowing.leaves(compiled.everything, slots):
        if any(True for _one in narrowing.leaves(state, switches)):
            total += prod(sum(many[n][v] for v in bits(state[n])) for n in slots)
        if total >= limit:
            return limit
    return total


def _many(domain: SlotDomain) -> list[int]:
    """Return for every value how many candidates it may be."""
    many = [0] * len(domain.values)
    for mask in domain.of_choice.values():
        many[mask.bit_length() - 1] += 1
    return [1, *many[1:]] if domain.empty else many
