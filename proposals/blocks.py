"""Content blocks as documents use them. Pure.

Rich text is kept as a small, sanitised subset of HTML; documents never see it as markup. Both the
PDF and the Word template receive it as ``parts``: paragraphs, headings and list items made of runs.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any

from foundation.language import Text, _


class Kind(StrEnum):
    """What a block is for."""

    COVER_LETTER = "cover_letter"
    COMPANY_PROFILE = "company_profile"
    PRODUCT = "product"
    CASE_STUDY = "case_study"
    TERMS = "terms"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    Kind.COVER_LETTER: _("Cover letter"),
    Kind.COMPANY_PROFILE: _("Company profile"),
    Kind.PRODUCT: _("Product description"),
    Kind.CASE_STUDY: _("Case study"),
    Kind.TERMS: _("Terms and conditions"),
}

BLOCK_TAGS = {"p": "p", "h2": "h", "h3": "h", "li": "li", "blockquote": "p"}
RUN_TAGS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic"}


@dataclass(frozen=True)
class Block:
    """One version of a content block; documents pin its ``version_id``."""

    version_id: str
    kind: Kind
    key: str
    title: str
    parts: list[dict[str, Any]] = field(default_factory=list)
    picture: str | None = None  # a data: address


def parts_of(html: str, language: str = "ja") -> list[dict[str, Any]]:
    """Return sanitised HTML as parts: ``{kind: p|h|li, mark, runs: [{text, bold, italic}]}``."""
    reader = _Reader("•" if language == "en" else "・")
    reader.feed(html)
    reader.close()
    return reader.finished()


def plain_text(html: str) -> str:
    """Return the words alone, for searching."""
    return "\n".join("".join(run["text"] for run in part["runs"]) for part in parts_of(html))


class _Reader(HTMLParser):
    """Turns the subset into parts; what it does not know it reads as plain words."""

    def __init__(self, bullet: str) -> None:
        super().__init__(convert_charrefs=True)
        self._bullet = bullet
        self._parts: list[dict[str, Any]] = []
        self._style = {"bold": 0, "italic": 0}
        self._counts: list[int | None] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self._counts.append(0 if tag == "ol" else None)
        elif tag in BLOCK_TAGS:
            self._begin(BLOCK_TAGS[tag])
        elif tag in RUN_TAGS:
            self._style[RUN_TAGS[tag]] += 1
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._counts:
            self._counts.pop()
        elif tag in BLOCK_TAGS:
            self._begin("p")
        elif tag in RUN_TAGS:
            self._style[RUN_TAGS[tag]] = max(0, self._style[RUN_TAGS[tag]] - 1)

    def handle_data(self, data: str) -> None:
        words = data if data == "\n" else " ".join(data.split(" ")).replace("\n", " ")
        if not self._parts:
            self._begin("p")
        runs = self._parts[-1]["runs"]
        if not words or (not words.strip() and words != "\n" and not runs):
            return
        runs.append(
            {
                "text": words,
                "bold": bool(self._style["bold"]),
                "italic": bool(self._style["italic"]),
            }
        )

    def finished(self) -> list[dict[str, Any]]:
        """Return the parts that say something."""
        return [part for part in self._parts if any(run["text"].strip() for run in part["runs"])]

    def _begin(self, kind: str) -> None:
        self._parts.append({"kind": kind, "mark": self._mark() if kind == "li" else "", "runs": []})

    def _mark(self) -> str:
        """Return the bullet or number of the next item."""
        if not self._counts or self._counts[-1] is None:
            return self._bullet
        self._counts[-1] += 1
        return f"{self._counts[-1]}."
