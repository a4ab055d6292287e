"""What endpoints can listen to. The room that announces a kind offers it here, with its words."""

from foundation.language import Text, _

TEST = "webhook.test"

_offered: dict[str, Text] = {}


def offer(kind: str, words: Text) -> str:
    """Let administrators choose a kind; returns its name."""
    _offered[kind] = words
    return kind


def offered() -> dict[str, Text]:
    """Return every kind that can be listened to, with its words."""
    return dict(sorted(_offered.items()))


def words_of(kind: str) -> Text:
    """Return what people call a kind."""
    return _("Test message") if kind == TEST else _offered.get(kind, Text(kind))
