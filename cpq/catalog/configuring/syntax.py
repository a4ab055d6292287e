"""What a sentence of the expression language is made of, once it has been read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
Arithmetic = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, or ``true`` and ``false``."""

    value: Decimal | str | bool


@dataclass(frozen=True, slots=True)
class Name:
    """``slot``, ``slot/option``, ``slot.attribute`` or ``slot/option.attribute``.

    Without an attribute it is true where something, or the option, is chosen. ``quantity`` and
    ``sku`` are attributes that every choice has.
    """

    slot: str
    option: str = ""
    attribute: str = ""

    @property
    def key(self) -> str:
        """Return the slot it speaks of: ``slot``, or ``slot/option``."""
        return f"{self.slot}/{self.option}" if self.option else self.slot

    def __str__(self) -> str:
        return f"{self.key}.{self.attribute}" if self.attribute else self.key


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of them at least."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Implies:
    """The second, where the first is true."""

    one: "Node"
    other: "Node"


@dataclass(frozen=True, slots=True)
class Iff:
    """Both or neither."""

    one: "Node"
    other: "Node"


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values side by side."""

    sign: Comparison
    one: "Node"
    other: "Node"


@dataclass(frozen=True, slots=True)
class Compute:
    """Two numbers make one."""

    sign: Arithmetic
    one: "Node"
    other: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of some values."""

    name: str
    of: tuple["Node", ...]


Node = Constant | Name | Not | And | Or | Implies | Iff | Compare | Compute | Call


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return what stands directly inside a node."""
    match node:
        case Not(of=one):
            return (one,)
        case And() | Or() | Call():
            return node.of
        case Implies() | Iff() | Compare() | Compute():
            return node.one, node.other
        case _:
            return ()
