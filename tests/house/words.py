"""Which sentences of a room have no Japanese yet: ``python tests/house/words.py cpq``."""

import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
DEEP = ("*", "*/*", "*/*/*")
JINJA = "jinja2.ext:babel_extract"
METHODS = [("**.py", "python"), ("**.html", JINJA), ("**.txt", JINJA)]
SILENT = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.i18n"}
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def messages(*folders: Path) -> set[str]:
    """Return every message id in the folders."""
    found = set()
    options = {"**.html": SILENT, "**.txt": SILENT}
    for folder in folders:
        if folder.is_dir():
            for _file, _line, message, *_rest in extract_from_dir(
                folder, METHODS, options, keywords=KEYWORDS
            ):
                found.update([message] if isinstance(message, str) else message)
    return found


def books() -> list[Path]:
    """Return the files with Japanese, however deep in the house they stand."""
    return sorted(path for deep in DEEP for path in ROOT.glob(f"{deep}/locale/ja.po"))


def translated() -> set[str]:
    """Return every message id that has Japanese and is not marked fuzzy."""
    known = set()
    for path in books():
        with path.open("rb") as source:
            spoken = [m for m in read_po(source, locale="ja") if m.string and not m.fuzzy]
            known.update(m.id if isinstance(m.id, str) else m.id[0] for m in spoken if m.id)
    return known


def missing(room: str) -> list[str]:
    """Return the sentences of a room (its code, pages and mails) without Japanese."""
    pages = [ROOT / room, ROOT / "templates" / "pages" / room]
    if room == "web":
        pages += [ROOT / "templates"]
    return sorted(messages(*pages) - translated())


if __name__ == "__main__":
    for message in missing(sys.argv[1]):
        print(repr(message))
