"""The kinds of approval rule. A new kind is one new file here and one line below."""

from approvals.rules import discount_depth, line_margin_floor, margin_floor, pattern, total_value
from approvals.rules.base import LOWEST_FLOOR, REFUSE, Facts, LineFacts, Rule, Turn

KINDS: dict[str, type[Rule]] = {
    kind.kind: kind
    for kind in (
        discount_depth.DiscountDepth,
        line_margin_floor.LineMarginFloor,
        margin_floor.MarginFloor,
        margin_floor.MarginUnknown,
        pattern.Pattern,
        total_value.TotalValue,
    )
}

__all__ = ["KINDS", "LOWEST_FLOOR", "REFUSE", "Facts", "LineFacts", "Rule", "Turn"]
