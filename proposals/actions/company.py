"""What documents say about our own company."""

from collections.abc import Mapping
from dataclasses import asdict, fields

from sqlalchemy.orm import Session

from foundation.db import utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import _
from foundation.numbers import clean, clean_text
from proposals.company import FIELDS, CompanyCard, registration_is_valid
from proposals.models import Company

SEVERAL_LINES = {"address", "address_en", "bank", "bank_en"}
LONGEST_SEAL = 24


def change_company(session: Session, given: Mapping[str, str], *, by: str) -> CompanyCard:
    """Write down our company's data; ``seen`` in it is the mark it was read with.

    Raises:
        Refusal: at the field that is wrong.
        Conflict: somebody changed it since then.
    """
    row = session.get(Company, "company", with_for_update=True)
    if row and given.get("seen", row.mark) != row.mark:
        raise Conflict(
            _(
                "%(name)s changed this meanwhile. What you typed is still here: compare it with "
                "the page in another tab, then save again to overwrite.",
                name=row.changed_by,
            )
        )
    words = {field.name: _cleaned(field.name, given) for field in fields(CompanyCard)}
    words["registration_number"] = words["registration_number"].replace("-", "").upper()
    card = CompanyCard(**words)
    if not card.name:
        raise Refusal(_("Please fill in: %(name)s.", name=FIELDS["name"]), field="name")
    if card.registration_number and not registration_is_valid(card.registration_number):
        raise Refusal(
            _("A registration number is T and 13 digits, and its check digit must fit."),
            field="registration_number",
        )
    row = row or Company()
    row.card, row.changed_by, row.changed_at = asdict(card), by, utcnow()
    session.add(row)
    return card


def _cleaned(name: str, given: Mapping[str, str]) -> str:
    reader = clean_text if name in SEVERAL_LINES else clean
    longest = LONGEST_SEAL if name == "seal_words" else 300
    return reader(given.get(name, ""), FIELDS[name], longest=longest, field=name)
