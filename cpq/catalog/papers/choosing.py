"""Which papers go along with a configuration, and which of them somebody reads. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from cpq.catalog.materials.amounts import Facts, holds


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a product; ``option`` and ``condition`` narrow it to some configurations."""

    sku: str
    option: str
    kind: str
    language: str
    title: Mapping[str, str]
    condition: str
    sha256: str
    pages: int
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def asks(self) -> bool:
        """True where it depends on what is chosen."""
        return bool(self.option or self.condition)

    def goes_with(self, facts: Facts, day: date) -> bool:
        """True where it belongs to a configuration on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        valid = begun and (self.valid_to is None or day <= self.valid_to)
        chosen = not self.option or bool(facts.get(self.option))
        return valid and chosen and holds(self.condition, facts)


class Spoken(Protocol):
    """What is in one language or any, and stands for the same thing in others."""

    @property
    def language(self) -> str:
        """Return ja, en or any."""

    @property
    def subject(self) -> tuple[Any, ...]:
        """Return what it is about."""


S = TypeVar("S", bound=Spoken)


def for_reader(papers: Sequence[S], language: str) -> list[S]:
    """Return what is in the reader's language or any; what is in another alone comes as it is."""
    own = [paper for paper in papers if paper.language in {language, "any"}]
    covered = {paper.subject for paper in own}
    return [p for p in papers if p.language in {language, "any"} or p.subject not in covered]
