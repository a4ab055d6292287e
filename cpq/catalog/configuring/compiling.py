"""From a definition and its candidates to slots with values and the rules between them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cpq.catalog.configuring.definition import (
    Constraint,
    Definition,
    Excludes,
    Expression,
    Match,
    Requires,
    Resource,
    Severity,
    Table,
    Words,
)
from cpq.catalog.configuring.domains import (
    QUANTITY,
    SKU,
    Candidate,
    LookedAt,
    SlotDomain,
    domains_of,
)
from cpq.catalog.configuring.expressions import walk
from cpq.catalog.configuring.parsing import parse_expression
from cpq.catalog.configuring.rules import AnyRule, Lit, State
from cpq.catalog.configuring.syntax import Name, Node
from foundation.errors import Refusal
from foundation.language import Text, _, say

Said = Callable[[str], Text]  # a sentence in a language, with its names in that language
NO, YES = 1, 2  # the two values of a switch


@dataclass(frozen=True, slots=True)
class Soft:
    """A rule that does not bar, and the switch that is on only where it is kept."""

    rule: int
    switch: int
    severity: Severity


@dataclass(slots=True)
class Compiled:
    """A model ready to be asked.

    A state has one mask per slot, and behind them one per switch. A rule's number is its place in
    the definition; behind them come those that the slots bring (``structure``).
    """

    definition: Definition
    domains: list[SlotDomain]
    index: dict[str, int]
    groups: dict[str, list[int]]
    rules: list[AnyRule] = field(default_factory=list)
    everything: State = field(default_factory=list)
    soft: list[Soft] = field(default_factory=list)
    structure: list[Said] = field(default_factory=list)
    sentences: dict[int, Node] = field(default_factory=dict)

    def places(self, key: str) -> list[int]:
        """Return the slots that a name speaks of: one, all of a multi-choice, or none."""
        if key in self.index:
            return [self.index[key]]
        return self.groups.get(key) or self.groups.get(key.partition("/")[0], [])

    def having(self, key: str, option: str = "") -> list[Lit]:
        """Return what is true where an option is chosen, or anything in its slot."""
        if key not in self.groups:
            whole, _slash, named = key.partition("/")
            key, option = whole, named or option
        found = []
        alone = self.index.get(f"{key}/{option}") if option else None
        for n in self.groups.get(key, ()) if alone is None else [alone]:
            domain = self.domains[n]
            mask = domain.named(option) if option else domain.filled
            if mask:
                found.append((n, mask))
        return found

    def without(self, lit: Lit) -> Lit:
        """Return the opposite."""
        return lit[0], self.everything[lit[0]] & ~lit[1]

    def new_switch(self) -> int:
        """Return a slot that is only on or off, for the rules' own use."""
        self.everything.append(NO | YES)
        return len(self.everything) - 1

    def message(self, rule: int) -> Words:
        """Return what a rule says to whoever it bars."""
        constraints = self.definition.constraints
        if rule < len(constraints):
            return constraints[rule].message
        said = self.structure[rule - len(constraints)]
        return Words(ja=say(said("ja"), "ja"), en=say(said("en"), "en"))


def prepared(definition: Definition, candidates: Mapping[str, Iterable[Candidate]]) -> Compiled:
    """Return a model with the values of its slots, and no rules yet."""
    sentences = {
        number: _sentence(number, rule)
        for number, rule in enumerate(definition.constraints)
        if isinstance(rule, Expression)
    }
    looked_at: dict[str, LookedAt] = {slot.key: LookedAt() for slot in definition.slots}
    for number, rule in enumerate(definition.constraints):
        _look(definition, number, rule, sentences.get(number), looked_at)
    for slot in definition.slots:
        whole, _slash, option = slot.parent.partition("/")
        if option:
            _name(looked_at, whole, option)
    domains = [
        domain
        for slot in definition.slots
        for domain in domains_of(slot, candidates.get(slot.key, ()), looked_at[slot.key])
    ]
    index = {domain.slot.key: n for n, domain in enumerate(domains)}
    groups: dict[str, list[int]] = {slot.key: [] for slot in definition.slots}
    for n, domain in enumerate(domains):
        groups[domain.group].append(n)
    everything = [domain.everything for domain in domains]
    return Compiled(definition, domains, index, groups, everything=everything, sentences=sentences)


def _sentence(number: int, rule: Expression) -> Node:
    try:
        return parse_expression(rule.text, "truth")
    except Refusal as refusal:
        where = _("Rule %(n)s", n=number + 1)
        raise Refusal(
            _("%(where)s: %(why)s", where=where, why=refusal.text), field="text"
        ) from None


def _look(
    definition: Definition,
    number: int,
    rule: Constraint,
    sentence: Node | None,
    looked_at: dict[str, LookedAt],
) -> None:
    """Note what a rule looks at."""
    match rule:
        case Match() | Table():
            _see(looked_at, rule.slot, rule.attribute)
            _see(looked_at, rule.other, rule.other_attribute)
        case Resource():
            for use in rule.uses:
                _see(looked_at, use.slot, use.attribute)
            if rule.provider:
                _see(looked_at, rule.provider, rule.provider_attribute)
        case Excludes():
            _name(looked_at, rule.slot, rule.sku)
            _name(looked_at, rule.other, rule.other_sku)
        case Requires():
            _name(looked_at, rule.slot, rule.sku)
            _name(looked_at, rule.other, *rule.other_skus)
        case Expression() if sentence is not None:
            _look_in(definition, number, sentence, looked_at)


def _look_in(
    definition: Definition, number: int, sentence: Node, looked_at: dict[str, LookedAt]
) -> None:
    slots = {slot.key for slot in definition.slots}
    for node in walk(sentence):
        if not isinstance(node, Name):
            continue
        if node.slot not in slots:
            words = _("%(where)s names “%(key)s”, which is not there.",
                      where=_("Rule %(n)s", n=number + 1), key=node.key)  # fmt: skip
            raise Refusal(words, field="text")
        if node.option:
            _name(looked_at, node.slot, node.option)
        if node.attribute == SKU:
            _see(looked_at, node.slot, SKU)
            looked_at[node.slot].named = None
        elif node.attribute not in {"", SKU, QUANTITY}:
            _see(looked_at, node.slot, node.attribute)


def _see(looked_at: dict[str, LookedAt], key: str, attribute: str) -> None:
    looked_at[_whole(looked_at, key)].attributes[attribute] = None


def _name(looked_at: dict[str, LookedAt], key: str, *options: str) -> None:
    whole = _whole(looked_at, key)
    looked_at[whole].attributes[SKU] = None
    named = looked_at[whole].named
    if named is not None:
        named.update(options)
        if whole != key:
            named.add(key.partition("/")[2])


def _whole(looked_at: Mapping[str, LookedAt], key: str) -> str:
    return key if key in looked_at else key.partition("/")[0]
