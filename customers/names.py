"""How names are written, and by what a company is found and ordered. Pure.

A list in Japanese is ordered by kana, never by kanji, and without the legal form: 株式会社青木
製作所 stands under あ. Half-width and full-width, hiragana and katakana are the same letter.
"""

import re

from foundation.numbers import folded

LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|学校法人|医療法人|"
    r"社会福祉法人|独立行政法人|国立大学法人|\(株\)|\(有\)|\(同\)|"
    r"かぶしきがいしゃ|ゆうげんがいしゃ|ごうどうがいしゃ"
)
LATIN = re.compile(r"[\x00-\u024f’]+")
AT_THE_END = "\uffff"  # what has no kana comes after what has


def full_name(family: str, given: str) -> str:
    """Return a person's name in the order of its script: 鈴木 一郎, but Mary Anderson."""
    parts = [family, given]
    if LATIN.fullmatch(family + given):
        parts.reverse()
    return " ".join(part for part in parts if part)


def split_name(name: str) -> tuple[str, str]:
    """Return family and given name of a name written whole, the reverse of ``full_name``."""
    first, _space, rest = " ".join(name.split()).partition(" ")
    if rest and LATIN.fullmatch(first + rest):
        *given, family = name.split()
        return family, " ".join(given)
    return first, rest


def without_legal_form(name: str) -> str:
    """Return a company's name without 株式会社, (株) or ㈱, folded for comparing."""
    return LEGAL_FORMS.sub("", folded(name)).strip()


def sort_key(kana: str, name: str) -> str:
    """Return what orders a company in lists: its kana, else its name after all that have kana."""
    reading = without_legal_form(kana)
    if reading:
        return reading
    plain = without_legal_form(name)
    return plain if plain.isascii() else AT_THE_END + plain
