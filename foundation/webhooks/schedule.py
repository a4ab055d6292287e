"""When a message is tried again. Pure, but for the jitter."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import uniform

MINUTE, HOUR = 60, 3600
AFTER = (5, 5 * MINUTE, 30 * MINUTE, *(h * HOUR for h in (2, 5, 10, 14, 20, 24)))
TRIES = len(AFTER) + 1
LONGEST_PAUSE = timedelta(hours=24)


def pause_after(tries: int) -> float | None:
    """Return the seconds to wait after so many tries, or None after the last one."""
    if tries >= TRIES:
        return None
    return AFTER[tries - 1] * uniform(1.0, 1.2)  # noqa: S311  (jitter needs no secrecy)


def asked_pause(words: str | None, now: datetime) -> timedelta | None:
    """Return the pause of a Retry-After header (seconds or a date), at most a day."""
    if not words:
        return None
    if words.strip().isdecimal():
        return min(timedelta(seconds=min(int(words[:9]), 10**6)), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(words)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta()), LONGEST_PAUSE)
