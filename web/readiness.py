"""Whether the embedded database can serve as it is: it is of this version, and somebody is there.

Asked at every start, so it costs next to nothing: Alembic and our tables take seconds to load.
Whatever is unclear means no; preparing then looks properly, and says what is wrong.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from foundation.settings import Settings
from people.presence import anybody

VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"
WRITTEN = re.compile(r'^(down_)?revision\b[^=\n]*= *["\'](\w+)["\']', re.MULTILINE)


def needs_nothing(settings: Settings) -> bool:
    """True when there is nothing to migrate and no demo company to load."""
    if settings.database_url:
        return False  # others may use it at the same time: it is prepared under Alembic's eyes
    try:
        with closing(sqlite3.connect(f"{_place(settings)}?mode=rw", uri=True)) as connection:
            return _versions(connection) == newest(VERSIONS.glob("*.py")) and (
                not settings.demo or anybody(connection)
            )
    except sqlite3.Error:
        return False


def newest(files: Iterable[Path]) -> set[str]:
    """Return the versions that no other comes from: one, where the chain has one end."""
    names: dict[str, set[str]] = {"": set(), "down_": set()}
    for file in files:
        for kind, name in WRITTEN.findall(file.read_text(encoding="utf-8")):
            names[kind].add(name)
    return names[""] - names["down_"]


def _place(settings: Settings) -> str:
    return (settings.var.resolve() / "mitsumori.db").as_uri()


def _versions(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT version_num FROM alembic_version")}
