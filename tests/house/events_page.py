"""The page of all facts: ``python tests/house/events_page.py > docs/events.md``."""

import sys
from dataclasses import fields
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "events.md"


def page() -> str:
    """Return the page as it should stand in ``docs/events.md``."""
    import flow.journey  # noqa: F401, PLC0415  (importing it connects every room)
    from foundation import outbox  # noqa: PLC0415  (the path to it is set below)
    from foundation.events import catalogue, reactions  # noqa: PLC0415  (the same)

    lines = [
        "# Every fact, and who hears of it",
        "",
        "Made by `python tests/house/events_page.py > docs/events.md`; a test compares.",
        "*Now* is in the same transaction, *later* after the commit and at least once.",
    ]
    room = ""
    for name, kind in catalogue().items():
        if not kind.__module__.startswith("tests") and not name.startswith("test."):
            own = name.split(".")[0]
            lines += ["", f"## {own}"] if own != room else []
            room = own
            carried = ", ".join(f"`{one.name}`" for one in fields(kind))
            lines += ["", f"**{name}** {(kind.__doc__ or '').strip()}  ", f"Carries {carried}."]
            heard = [f"{r.__module__}.{r.__name__}" for r in reactions().get(name, [])]
            lines += [f"Now: {', '.join(f'`{one}`' for one in heard)}."] if heard else []
            after = outbox.subscribers().get(name, [])
            lines += [f"Later: {', '.join(f'`{one}`' for one in after)}."] if after else []
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.stdout.write(page())
