"""Who could sign an order form, and who probably will: what the sender's page begins with. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.queries import ContactCard
from people.queries import PersonCard
from people.roles import Role

MOST_SIGNERS = 4
LEAST_SUGGESTED = 2
REPRESENTING = (
    "代表",
    "社長",
    "取締役",
    "理事長",
    "所長",
    "president",
    "chief executive",
    "director",
)
PURCHASING = ("購買", "調達", "資材", "purchas", "procure")
COUNTERSIGNING = (Role.MANAGER, Role.APPROVER, Role.LEADER)  # the likeliest first


@dataclass(frozen=True)
class Suggestion:
    """Ids of the people who are chosen beforehand. Empty: nobody fits."""

    signers: Sequence[str]
    countersigner: str
    copies: Sequence[str]


def suggest(
    contacts: Sequence[ContactCard], addressee: str, ours: Sequence[PersonCard]
) -> Suggestion:
    """Whoever the quote is addressed to signs first, then who represents the company.

    Where that is one person, the next one who does not buy is suggested too: most orders need two.
    """
    first = next((one for one in contacts if one.id == addressee), None)
    head = next((one for one in contacts if one != first and _reads(one, REPRESENTING)), None)
    buying = [one for one in contacts if _reads(one, PURCHASING)]
    others = [one for one in contacts if one not in (first, head) and one not in buying]
    likely = [one.id for one in (first, head) if one]
    signers = [*likely, *(one.id for one in others)][: max(LEAST_SUGGESTED, len(likely))]
    copies = [one.id for one in buying if one.id not in signers]
    return Suggestion(signers, ours[0].id if ours else "", copies)


def countersigners(people: Sequence[PersonCard]) -> list[PersonCard]:
    """Return who may sign for our company, the likeliest first."""
    may = [one for one in people if one.active and one.may_act_as(*COUNTERSIGNING)]
    return sorted(may, key=_rank)


def _rank(person: PersonCard) -> int:
    return min(n for n, role in enumerate(COUNTERSIGNING) if role in person.roles)


def _reads(contact: ContactCard, words: Sequence[str]) -> bool:
    said = f"{contact.title} {contact.title_en} {contact.division}".lower()
    return any(word in said for word in words)
