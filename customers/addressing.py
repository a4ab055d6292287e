"""How a customer is addressed on paper and in mails. Pure.

Japanese: a company or division alone takes 御中; a named person takes 様 and nobody takes both;
the title stands before the name (購買部長 鈴木 一郎 様).
English: the person, the title, the company, and no suffix.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Addressee:
    """Whom a document is for. Empty strings are left out."""

    company: str
    division: str = ""
    title: str = ""
    person: str = ""


def lines_of(to: Addressee, language: str) -> list[str]:
    """Return the lines of the address block."""
    return _english(to) if language == "en" else _japanese(to)


def _japanese(to: Addressee) -> list[str]:
    if not to.person:
        place = [part for part in (to.company, to.division) if part]
        return [*place[:-1], f"{place[-1]} 御中"] if place else []
    title = to.title.removeprefix(to.division).strip()  # 設計本部 部長 below 設計本部
    named = " ".join(part for part in (title, _with_suffix(to.person)) if part)
    return [part for part in (to.company, to.division, named) if part]


def _with_suffix(person: str) -> str:
    """A name that was typed with its suffix does not get a second one."""
    bare = person.removesuffix("様").removesuffix("御中").rstrip()
    return f"{bare} 様"


def _english(to: Addressee) -> list[str]:
    named = ", ".join(part for part in (to.person, to.title) if part)
    return [part for part in (named, to.division, to.company) if part]
