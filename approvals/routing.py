"""Who has to agree, in which order. Pure.

Every rule that holds adds its role once, in the order of the policy; the reasons of one role are
kept together. The requester never approves: their own role passes to the next one above that
somebody else holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from approvals.rules import REFUSE, Facts, Rule
from foundation.errors import Refusal
from foundation.language import Text, _
from people.roles import Role

ABOVE: Mapping[Role, Role] = {
    Role.LEADER: Role.MANAGER,
    Role.MANAGER: Role.APPROVER,
}


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A role that must agree, with the reasons, and who holds it (ids of people)."""

    role: Role
    reasons: tuple[Text, ...]
    people: tuple[str, ...] = ()


def route(facts: Facts, policy: Sequence[Rule]) -> list[PlannedStep]:
    """Return the roles that must agree. None: nobody has to be asked."""
    reasons: dict[Role, list[Text]] = {}
    for rule in policy:
        if isinstance(rule.role, Role) and (why := rule.reason(facts)):
            reasons.setdefault(rule.role, []).append(why)
    return [PlannedStep(role, tuple(whys)) for role, whys in reasons.items()]


def refusals(facts: Facts, policy: Sequence[Rule]) -> list[Text]:
    """Return why this cannot be asked for at all: nobody's yes would do."""
    refusing = [rule for rule in policy if rule.role == REFUSE]
    return [why for rule in refusing if (why := rule.reason(facts))]


def must_be_allowed(facts: Facts, policy: Sequence[Rule]) -> None:
    """Raise a Refusal that names what the policy never allows, and the way out."""
    for why in refusals(facts, policy):
        raise Refusal(
            _(
                "%(why)s Raise the price, or price it by a discount pattern that allows it.",
                why=why,
            )
        )


def assign(
    steps: Sequence[PlannedStep], holders: Mapping[Role, Sequence[str]], requester: str
) -> list[PlannedStep]:
    """Give every step its people; nobody is asked twice in the same role.

    Raises:
        Refusal: nobody but the requester could decide a step.
    """
    assigned: dict[Role, PlannedStep] = {}
    for step in steps:
        role, people = _others(step.role, holders, requester)
        earlier = assigned[role].reasons if role in assigned else ()
        assigned[role] = PlannedStep(role, earlier + step.reasons, people)
    return list(assigned.values())


def _others(
    role: Role, holders: Mapping[Role, Sequence[str]], requester: str
) -> tuple[Role, tuple[str, ...]]:
    asked: Role | None = role
    while asked is not None:
        others = tuple(person for person in holders.get(asked, ()) if person != requester)
        if others:
            return asked, others
        asked = ABOVE.get(asked)
    raise Refusal(
        _(
            "Nobody can approve as “%(role)s”. Ask the administrator to give somebody the role.",
            role=role.label,
        )
    )
