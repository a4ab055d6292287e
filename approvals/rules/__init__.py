"""The kinds of approval rule. A new kind is one new file here and one line below."""

from approvals.rules import discount_depth, margin_floor, total_value
from approvals.rules.base import Facts, Rule

KINDS: dict[str, type[Rule]] = {
    kind.kind: kind
    for kind in (
        discount_depth.DiscountDepth,
        margin_floor.MarginFloor,
        total_value.TotalValue,
    )
}

__all__ = ["KINDS", "Facts", "Rule"]
