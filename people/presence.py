"""Whether anybody is here, asked of an embedded database before anything of ours is loaded."""

import sqlite3


def anybody(connection: sqlite3.Connection) -> bool:
    """True when there are people already."""
    return connection.execute("SELECT 1 FROM person LIMIT 1").fetchone() is not None
