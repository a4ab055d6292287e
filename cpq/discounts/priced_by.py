"""What a line's price rests on besides the rules, as the plain values that are frozen with it."""

from cpq.discounts.given import grounds_of, is_manual, rule_amount
from cpq.discounts.grounds import Plain
from cpq.discounts.models import DiscountPattern
from cpq.models import QuoteLine


class PricedBy(Plain):
    """What a line's price rests on besides the rules: ours alone, never the customer's.

    ``rule_amount`` is what the rules said beside a ``manual`` price (``unit`` or ``net``); ``role``
    and ``floor_percent`` are what the pattern asked for then.
    """

    pattern: str = ""
    called: dict[str, str] = {}
    role: str = ""
    floor_percent: str | None = None
    manual: str = ""
    rule_amount: int | None = None
    competitor: str = ""
    evidence_words: str = ""
    evidence_sha256: str = ""
    evidence_name: str = ""
    evidence_type: str = ""
    evidence_size: int = 0
    promised: str = ""
    until: str = ""


def priced_by(line: QuoteLine, pattern: DiscountPattern | None, currency: str) -> PricedBy | None:
    """Return what a line's price rests on besides the rules; None: on nothing else."""
    if not line.pattern and not line.grounds and not is_manual(line):
        return None
    grounds = grounds_of(line)
    file, by_rules = grounds.file, rule_amount(line, currency) if is_manual(line) else None
    floor = pattern.floor_percent if pattern else None
    return PricedBy(
        pattern=line.pattern,
        called=pattern.names if pattern else {},
        role=pattern.role if pattern else "",
        floor_percent=None if floor is None else str(floor),
        manual="" if by_rules is None else "unit" if line.manual_unit is not None else "net",
        rule_amount=by_rules.amount if by_rules else None,
        competitor=grounds.competitor,
        evidence_words=grounds.words,
        evidence_sha256=file.sha256 if file else "",
        evidence_name=file.name if file else "",
        evidence_type=file.media_type if file else "",
        evidence_size=file.size if file else 0,
        promised="" if grounds.promised is None else str(grounds.promised),
        until=grounds.until.isoformat() if grounds.until else "",
    )
