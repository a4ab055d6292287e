r"""How people type the library's texts: plain lines with a few marks. Pure.

An empty line parts paragraphs, ``# `` begins a heading, ``- `` an item, ``1. `` a numbered item,
``**strong**`` and ``*emphasis*`` stand in a line, and a backslash takes a mark its meaning.
"""

import html
import re
from typing import Any

from proposals.blocks import parts_of

HEADING = re.compile(r"#{1,3}\s+(.*)")
ITEM = re.compile(r"[-・•]\s*(.*)")
NUMBERED = re.compile(r"\d{1,3}[.)．]\s+(.*)")
INLINE = re.compile(r"\\(.)|(\*\*\*|\*\*|\*)")
MARKS = {"*": ("em",), "**": ("strong",), "***": ("strong", "em")}
LEADING = re.compile(r"(?:#{1,3}\s|[-・•]|\d{1,3}[.)．]\s)")


def html_of(text: str) -> str:
    """Return the HTML of a text as it was typed; everything that is no mark is escaped."""
    out: list[str] = []
    lines: list[str] = []
    listed = ""
    for line in [*text.splitlines(), ""]:
        tag, words = _read(line.strip())
        if tag != "p" or not words:
            _close(out, lines)
        listed = _switch(out, listed, tag)
        if tag == "p" and words:
            lines.append(words)
        elif words:
            name = "h3" if tag == "h3" else "li"
            out.append(f"<{name}>{_inline(words)}</{name}>")
    return "".join(out) + (f"</{listed}>" if listed else "")


def text_of(markup: str) -> str:
    """Return sanitised HTML as a person would type it."""
    out: list[str] = []
    before = ""
    for part in parts_of(markup):
        words = "".join(_typed(run) for run in part["runs"]).strip()
        kind = part["kind"]
        if out and not (kind == "li" == before):
            out.append("")
        out += _marked(kind, part["mark"], words)
        before = kind
    return "\n".join(out)


def _read(line: str) -> tuple[str, str]:
    """Return what a line is (p, h3, ul or ol) and its words."""
    for tag, pattern in (("h3", HEADING), ("ol", NUMBERED), ("ul", ITEM)):
        if (match := pattern.fullmatch(line)) and match[1]:
            return tag, match[1]
    return "p", line


def _close(out: list[str], lines: list[str]) -> None:
    """End a paragraph, if one is open."""
    if lines:
        out.append(f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>")
        lines.clear()


def _switch(out: list[str], listed: str, tag: str) -> str:
    """End or begin a list where the kind of line changes; return the one that is open."""
    wanted = tag if tag in ("ul", "ol") else ""
    if wanted != listed:
        out += [f"</{listed}>"] if listed else []
        out += [f"<{wanted}>"] if wanted else []
    return wanted


def _inline(line: str) -> str:
    """Escape a line and turn its marks into tags; a mark that is not closed is itself."""
    out: list[str] = []
    opened: list[tuple[str, int]] = []
    start = 0
    for match in INLINE.finditer(line):
        out.append(html.escape(line[start : match.start()], quote=False))
        start = match.end()
        if match[1] is not None:
            out.append(html.escape(match[1], quote=False))
        elif opened and opened[-1][0] == match[2]:
            mark, place = opened.pop()
            out[place] = "".join(f"<{tag}>" for tag in MARKS[mark])
            out.append("".join(f"</{tag}>" for tag in reversed(MARKS[mark])))
        else:
            opened.append((match[2], len(out)))
            out.append(match[2])
    return "".join(out) + html.escape(line[start:], quote=False)


def _typed(run: dict[str, Any]) -> str:
    words = re.sub(r"([\\*])", r"\\\1", run["text"])
    mark = "*" * (2 * run["bold"] + run["italic"])
    bare = words.strip()
    if not mark or not bare:
        return words
    before, after = words.split(bare, 1)
    return f"{before}{mark}{bare}{mark}{after}"


def _marked(kind: str, mark: str, words: str) -> list[str]:
    if kind == "h":
        return [f"# {_one_line(words)}"]
    if kind == "li":
        return [f"{mark if mark[:1].isdigit() else '-'} {_one_line(words)}"]
    return [
        f"\\{line}" if LEADING.match(line) else line for line in map(str.strip, words.split("\n"))
    ]


def _one_line(words: str) -> str:
    return " ".join(words.split())
