"""From a product model to UVL: slots become groups, options features, rules constraints.

Rules over attributes are written as what they say of the options. What UVL has no words for on
this level is refused: quantities, sums, options from the catalogue that nobody has listed, and
what does not bar is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.constraining import compile_model
from cpq.catalog.configuring.definition import Definition, Expression, Slot
from cpq.catalog.configuring.domains import Candidate
from cpq.catalog.configuring.expressions import walk
from cpq.catalog.configuring.rules import Clause, Lit, Pair
from cpq.catalog.configuring.syntax import And, Compare, Constant, Iff, Implies, Name, Node, Not, Or
from foundation.errors import Refusal
from foundation.language import _

PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
RESERVED = {
    "true",
    "false",
    "features",
    "constraints",
    "or",
    "mandatory",
    "optional",
    "alternative",
}
SIGNS: dict[type[Node], tuple[int, str]] = {
    Iff: (0, " <=> "),
    Implies: (1, " => "),
    Or: (2, " | "),
    And: (3, " & "),
}


def write_uvl(
    definition: Definition, candidates: Mapping[str, Iterable[Candidate]] | None = None
) -> str:
    """Return a model as UVL text; ``candidates`` are the products of slots that take a category.

    Raises:
        Refusal: the model says what cannot be said in UVL; the slot or rule is named.
    """
    return _Writer(definition, candidates or {}).text()


class _Writer:
    def __init__(
        self, definition: Definition, candidates: Mapping[str, Iterable[Candidate]]
    ) -> None:
        self.definition = definition
        listed = {slot.key: _listed(slot, candidates) for slot in definition.slots}
        self.compiled: Compiled = compile_model(definition, listed)
        self.names = self._named()

    def text(self) -> str:
        lines = ["features", f"\t{_quoted(self.definition.sku)}"]
        lines += self._groups("", 2)
        constraints = [f"\t{line}" for line in self._constraints()]
        return (
            "\n".join([*lines, *(["", "constraints", *constraints] if constraints else [])]) + "\n"
        )

    def _named(self) -> dict[tuple[str, str], str]:
        """Return a name for every option that no other has."""
        found: dict[tuple[str, str], str] = {}
        taken = {self.definition.sku}
        for domain in self.compiled.domains:
            for sku, part in domain.candidates.items():
                called = part.key or sku
                name = called if called not in taken else f"{domain.group}/{called}"
                taken.add(name)
                found[domain.group, sku] = name
        return found

    def _groups(self, parent: str, depth: int) -> Iterator[str]:
        for slot in self.definition.slots:
            if self._above(slot) == parent:
                yield from self._group(slot, depth)

    def _group(self, slot: Slot, depth: int) -> Iterator[str]:
        places = self.compiled.groups[slot.key]
        parts = [p for n in places for p in self.compiled.domains[n].candidates.values()]
        if slot.max_quantity > 1:
            words = _("“%(name)s” takes quantities, which UVL has no words for.", name=slot.key)
            raise Refusal(words, field=slot.key)
        if len(parts) < max(1, slot.least):
            words = _("“%(name)s” has too few options to write.", name=slot.key)
            raise Refusal(words, field=slot.key)
        yield "\t" * depth + _counts(slot, len(parts))
        for part in parts:
            name = self.names[slot.key, part.sku]
            yield "\t" * (depth + 1) + _quoted(name) + _attributes(part, name)
            yield from self._groups(f"{slot.key}/{part.sku}", depth + 2)

    def _above(self, slot: Slot) -> str:
        """Return the option a slot stands under, by its SKU."""
        if not slot.parent:
            return ""
        whole, _slash, option = slot.parent.partition("/")
        for n in self.compiled.groups.get(whole, ()):
            domain = self.compiled.domains[n]
            if domain.named(option):
                return f"{whole}/{domain.names.get(option, option)}"
        words = _("%(where)s names “%(key)s”, which is not there.", where=slot.key, key=slot.parent)
        raise Refusal(words, field=slot.key)

    def _constraints(self) -> Iterator[str]:
        for number, rule in enumerate(self.definition.constraints):
            if rule.severity != "hard":
                continue
            sentence = self.compiled.sentences.get(number)
            computes = any(
                isinstance(node, Compare) for node in walk(sentence or Constant(value=True))
            )
            if rule.kind == "resource" or (isinstance(rule, Expression) and computes):
                words = _(
                    "Rule %(n)s computes, which UVL has no words for on this level.", n=number + 1
                )
                raise Refusal(words, field="constraints")
            nodes = [sentence] if sentence else self._said(number)
            yield from (_written(self._plain(node)) for node in nodes)

    def _said(self, number: int) -> Iterator[Node]:
        """Yield what a rule says of options."""
        for rule in self.compiled.rules:
            if rule.rule == number and isinstance(rule, Clause):
                yield _any_of([self._chosen(lit) for lit in rule.lits])
            elif rule.rule == number and isinstance(rule, Pair):
                for ones, others in rule.rows:
                    has_one = self._chosen((rule.one, ones))
                    yield Implies(has_one, self._chosen((rule.other, others)))

    def _chosen(self, lit: Lit) -> Node:
        """Return what is true where a slot has a value of a mask."""
        n, mask = lit
        domain = self.compiled.domains[n]
        if mask & domain.empty:
            return Not(self._chosen((n, domain.everything & ~mask)))
        parts = domain.candidates.values()
        fits = [Name(domain.group, p.sku) for p in parts if domain.of_sku[p.sku] & mask]
        return _any_of(fits)

    def _plain(self, node: Node) -> Node:
        """Return a sentence whose names are options alone, without what is not there."""
        match node:
            case Name():
                names = [Name("", name) for name in self._names_of(node)]
                return _any_of(names) if names else self._plain(Constant(value=False))
            case Constant(value=value):
                root = Name("", self.definition.sku)
                return root if value else Not(root)
            case Not(of=one):
                return Not(self._plain(one))
            case And(of=several) | Or(of=several):
                return type(node)(tuple(self._plain(one) for one in several))
            case Implies(one=one, other=other) | Iff(one=one, other=other):
                return type(node)(self._plain(one), self._plain(other))
            case _:
                raise TypeError(node)

    def _names_of(self, name: Name) -> Iterator[str]:
        for n, mask in self.compiled.having(name.slot, name.option):
            domain = self.compiled.domains[n]
            for sku, of in domain.of_sku.items():
                if of & mask:
                    yield self.names[domain.group, sku]


def _listed(slot: Slot, candidates: Mapping[str, Iterable[Candidate]]) -> list[Candidate]:
    """Return the products of a slot, with those that its own options name."""
    found = {candidate.sku: candidate for candidate in candidates.get(slot.key, ())}
    for one in slot.options:
        if one.sku and one.sku not in found:
            found[one.sku] = Candidate(one.sku, {"ja": one.name.ja, "en": one.name.en}, {})
    return list(found.values())


def _any_of(several: Sequence[Node]) -> Node:
    if not several:
        return Constant(value=False)
    return several[0] if len(several) == 1 else Or(tuple(several))


def _counts(slot: Slot, count: int) -> str:
    if slot.least == slot.most == 1:
        return "alternative"
    most = min(slot.most, count)
    known = {(count, count): "mandatory", (0, count): "optional", (1, count): "or"}
    return known.get((slot.least, most), f"[{slot.least}..{most}]")


def _attributes(part: Candidate, name: str) -> str:
    told = {"sku": part.sku if part.is_product else ""}
    told |= {f"name_{k}": v for k, v in part.name.items() if v != name}
    told |= part.attributes
    said = [f"{_quoted(k)} '{_harmless(v)}'" for k, v in told.items() if v]
    return f" {{{', '.join(said)}}}" if said else ""


def _harmless(text: str) -> str:
    return re.sub(r"['\"\s]+", " ", text)


def _quoted(name: str) -> str:
    return name if PLAIN.fullmatch(name) and name not in RESERVED else f'"{name}"'


def _written(node: Node, inside: int = 0) -> str:
    match node:
        case Name(option=option):
            return _quoted(option)
        case Not(of=one):
            return "!" + _written(one, 4)
        case Implies(one=one, other=other):
            parts = [_written(one, 2), _written(other, 1)]
        case Iff(one=one, other=other):
            parts = [_written(one, 0), _written(other, 1)]
        case And(of=several) | Or(of=several):
            parts = [_written(one, SIGNS[type(node)][0] + 1) for one in several]
        case _:
            raise TypeError(node)
    own, sign = SIGNS[type(node)]
    text = reduce(lambda one, other: one + sign + other, parts)
    return f"({text})" if own < inside else text
