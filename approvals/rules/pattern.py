"""Some usual reasons for a lower price need a yes of their own."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from approvals.rules.base import Facts, LineFacts, Rule
from foundation.language import Text, _


class Pattern(Rule):
    """Holds when a line is priced by a pattern: this one, or any. Perhaps only without proof."""

    kind: ClassVar[str] = "pattern"
    code: str = Field(default="", max_length=40)
    without_evidence: bool = False
    without_promise: bool = False

    def reason(self, facts: Facts) -> Text | None:
        """Name the pattern and its first line."""
        first = next((line for line in facts.lines if self._concerns(line)), None)
        if first is None:
            return None
        called = dict(first.called) or {"ja": first.pattern, "en": first.pattern}
        return _("Line %(n)s is priced as “%(pattern)s”.", n=first.position, pattern=called)

    def alone(self, facts: Facts) -> Iterable[LineFacts]:
        """Return the lines it concerns."""
        return filter(self._concerns, facts.lines)

    def _concerns(self, line: LineFacts) -> bool:
        if not line.pattern or self.code not in {"", line.pattern}:
            return False
        proven = self.without_evidence and line.evident
        return not proven and not (self.without_promise and line.promised)
