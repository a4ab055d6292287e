"""The lines of a UVL file: how deep each is indented, and what it says. Comments are gone."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from foundation.errors import Refusal
from foundation.language import Text, _

LONGEST, MOST_LINES, DEEPEST = 5_000_000, 20_000, 60
COMMENT = re.compile(r"""("[^"\n]*"|'[^'\n]*')|//[^\n]*|/\*.*?\*/""", re.DOTALL)
TAB = 4
HEADS = ("namespace", "include", "imports", "features", "constraints")


class Line(NamedTuple):
    """One line that says something."""

    number: int
    indent: int
    text: str


def refused(line: int, why: Text) -> Refusal:
    """Return the refusal of a line."""
    return Refusal(_("Line %(line)s: %(why)s", line=line, why=why), field="text")


def lines_of(text: str) -> dict[str, list[Line]]:
    """Return the lines of each section."""
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        words = _("A model has at most %(most)s lines.", most=MOST_LINES)
        raise Refusal(words, field="text")
    found: dict[str, list[Line]] = {}
    section: list[Line] | None = None
    for line in _lines(COMMENT.sub(_without_comment, text)):
        if line.indent == 0:
            section = found.setdefault(_head(line), [])
        elif section is None:
            raise refused(line.number, _("“features” must come first."))
        else:
            section.append(line)
    if not found.get("features"):
        raise Refusal(_("There are no features in this text."), field="text")
    return found


def _head(line: Line) -> str:
    head = line.text.split(None, 1)[0]
    if head in {"include", "imports"}:
        raise refused(line.number, _("“%(word)s” is not read here.", word=head))
    if head not in HEADS:
        raise refused(line.number, _("“%(word)s” is no section of a model.", word=head[:40]))
    return head


def _without_comment(found: re.Match[str]) -> str:
    return found[1] or "\n" * found[0].count("\n")


def _lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        said = line.strip()
        if said:
            start = line[: len(line) - len(line.lstrip())]
            yield Line(number, len(start.replace("\t", " " * TAB)), said)
