"""What the configurator's page shows, as values: groups, slots, options, and why one is barred."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cpq.catalog.configuring import Candidate, Choice
from cpq.catalog.configuring.definition import Words
from foundation.language import Text, _

Choices = Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Named:
    """A slot and the part chosen for it, in words."""

    key: str
    slot: Words
    part: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Why:
    """Why an option does not fit: my choices that bar it, the rules, and what would have to go."""

    because: tuple[Named, ...]
    rules: tuple[Words, ...]
    drop: tuple[Named, ...]
    instead: dict[str, Choice]  # the choices with this option, without what bars it; empty: never


@dataclass(frozen=True, slots=True)
class Option:
    """A part or value that may be chosen, and the choices that come of it.

    ``plain``: a value without a product; ``priced``: the SKU whose price it brings, if any.
    """

    slot: str
    sku: str
    name: Mapping[str, str]
    possible: bool
    chosen: bool
    quantity: int
    quantities: tuple[int, ...]
    then: dict[str, Choice]
    wanted: dict[str, Choice]  # with it beside all that is chosen, whether it fits or not
    why: Why | None = None
    plain: bool = False
    priced: str = ""
    category: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def with_quantity(self, n: int) -> dict[str, Choice]:
        """Return the choices with so many of it."""
        return self.wanted | {self.slot: Choice(sku=self.sku, quantity=n)}


@dataclass(frozen=True, slots=True)
class SlotView:
    """A slot: what is chosen, how many parts still fit, and its options when it is open.

    ``most`` is how many units an option takes; of ``several`` different options any may be chosen.
    """

    key: str
    label: Words
    required: bool
    most: int
    choice: Choice | None
    chosen: Candidate | None
    forced: Candidate | None
    fits: int
    of: int
    options: tuple[Option, ...] = ()
    found: int = 0
    left_out: int = 0  # by answers given before
    several: bool = False
    names: tuple[Mapping[str, str], ...] = ()  # of several that are chosen
    least: int = 0
    different: int = 1

    @property
    def how_many(self) -> Text:
        """Return how many different options the slot takes."""
        if self.least == self.different:
            return _("Choose %(n)s.", n=self.least)
        if self.least:
            return _("Choose %(least)s to %(most)s.", least=self.least, most=self.different)
        return _("Choose up to %(most)s.", most=self.different)


@dataclass(frozen=True, slots=True)
class HintView:
    """A preference that is broken, or what is recommended, with the choices that follow it."""

    broken: bool
    words: Words
    options: tuple[tuple[Mapping[str, str], dict[str, Choice]], ...]


@dataclass(slots=True)
class Group:
    """The slots of one page and assembly, under the names of the assemblies around it."""

    page: str
    names: tuple[Words, ...]
    slots: list[SlotView] = field(default_factory=list)
