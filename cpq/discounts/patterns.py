"""Discount patterns: looking them up, adding, changing and retiring them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.discounts.conditions import AMONG, Condition
from cpq.discounts.models import DiscountPattern
from cpq.terms import PAYMENT
from customers.industries import SIZES
from foundation.db import found, today
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import Text, _
from foundation.numbers import clean
from people.roles import Role

EVIDENCE: Mapping[str, Text] = {
    "none": _("No evidence is needed"),
    "words": _("Evidence in words or as a file"),
    "file": _("Evidence as a file (PDF or picture)"),
}
ROLES = (Role.LEADER, Role.MANAGER, Role.APPROVER)
LOWEST_FLOOR = Decimal(-1000)
KNOWN = dict(zip(AMONG, (set(SIZES), set(PAYMENT)), strict=True))


@dataclass(frozen=True, slots=True)
class PatternFields:
    """What a pattern says. Percentages: 25 is 25 %; None: no limit of its own."""

    name: str
    name_en: str = ""
    conditions: Sequence[Condition] = field(default_factory=tuple)
    cap_percent: Decimal | None = None
    floor_percent: Decimal | None = None
    reason_required: bool = True
    evidence: str = "none"
    promise_required: bool = False
    role: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool = True


def all_patterns(session: Session) -> Sequence[DiscountPattern]:
    """Return every pattern in its place; those that are retired come last."""
    order = (DiscountPattern.active.desc(), DiscountPattern.position, DiscountPattern.code)
    return session.scalars(select(DiscountPattern).order_by(*order)).all()


def usable_patterns(session: Session) -> list[DiscountPattern]:
    """Return the patterns that are in use today."""
    return [row for row in all_patterns(session) if row.holds_on(today())]


def patterns_by_code(session: Session, codes: set[str]) -> dict[str, DiscountPattern]:
    """Return some patterns by code, retired ones too."""
    if not codes:
        return {}
    rows = session.scalars(select(DiscountPattern).where(DiscountPattern.code.in_(codes)))
    return {row.code: row for row in rows}


def pattern_row(session: Session, pattern_id: str) -> DiscountPattern:
    """Return one pattern. Raises Missing."""
    return found(session, DiscountPattern, pattern_id)


def pattern_of_code(session: Session, code: str) -> DiscountPattern:
    """Return a pattern by its code. Raises Missing."""
    row = patterns_by_code(session, {code}).get(code)
    if row is None:
        raise Missing(_("There is no discount pattern %(code)s.", code=code))
    return row


def add_pattern(session: Session, code: str, given: PatternFields) -> DiscountPattern:
    """Add a pattern under a new code. Raises Refusal."""
    key = clean(code, _("Code"), longest=40, required=True, field="code")
    if patterns_by_code(session, {key}):
        raise Refusal(_("There is a discount pattern %(code)s already.", code=key), field="code")
    last = session.scalar(select(func.max(DiscountPattern.position))) or 0
    row = DiscountPattern(code=key, name="", position=last + 1)
    _write(row, given)
    session.add(row)
    session.flush()
    return row


def change_pattern(
    session: Session, pattern_id: str, given: PatternFields, *, seen: int | None = None
) -> DiscountPattern:
    """Change a pattern. What is submitted already keeps what the pattern said then.

    Raises:
        Conflict: somebody else has changed it since it was ``seen``.
    """
    row = found(session, DiscountPattern, pattern_id, lock=True)
    if seen is not None and seen != row.row_version:
        raise Conflict(_("Somebody else has changed this meanwhile. Please look at it again."))
    _write(row, given)
    session.flush()
    return row


def retire_pattern(session: Session, pattern_id: str, *, active: bool = False) -> DiscountPattern:
    """Take a pattern out of use, or bring it back."""
    row = found(session, DiscountPattern, pattern_id, lock=True)
    row.active = active
    session.flush()
    return row


def conditions_of(row: DiscountPattern) -> tuple[Condition, ...]:
    """Return a pattern's conditions."""
    return tuple(Condition.model_validate(one) for one in row.conditions)


def _write(row: DiscountPattern, given: PatternFields) -> None:
    _check(given)
    row.name = clean(given.name, _("Pattern name"), longest=60, required=True, field="name")
    row.name_en = clean(given.name_en, _("Name in English"), longest=60, field="name_en")
    row.conditions = [one.model_dump(mode="json") for one in given.conditions]
    for name in (
        "cap_percent", "floor_percent", "reason_required", "evidence", "promise_required",
        "role", "valid_from", "valid_to", "active",
    ):  # fmt: skip
        setattr(row, name, getattr(given, name))


def _check(given: PatternFields) -> None:
    if given.cap_percent is not None and not 0 <= given.cap_percent <= 100:  # noqa: PLR2004  (percent)
        raise Refusal(_("A discount lies between 0 and 100 %%."), field="cap_percent")
    floor = given.floor_percent
    if floor is not None and not LOWEST_FLOOR <= floor < 100:  # noqa: PLR2004  (percent)
        raise Refusal(
            _("A margin floor is below 100 %% and not under −1,000 %%."), field="floor_percent"
        )
    if any(set(one.among) - KNOWN.get(one.kind, set()) for one in given.conditions):
        raise Refusal(_("Please choose one of the list."), field="conditions")
    if given.evidence not in EVIDENCE:
        raise Refusal(_("Please choose one of the list."), field="evidence")
    if given.role and given.role not in ROLES:
        raise Refusal(_("Please choose one of the list."), field="role")
    if given.valid_from and given.valid_to and given.valid_to < given.valid_from:
        raise Refusal(_("The validity would end before it begins."), field="valid_to")
