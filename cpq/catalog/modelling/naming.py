"""What people call an option: the name its model gives it, else the name of the product. Pure."""

from collections.abc import Mapping

from cpq.catalog.configuring import Candidate, Definition
from cpq.catalog.configuring.domains import SlotDomain


def called(definition: Definition, domain: SlotDomain, candidate: Candidate) -> Mapping[str, str]:
    """Return the name of an option in both languages."""
    if candidate.key:
        for option in definition.slot(domain.group or domain.slot.key).options:
            if option.key == candidate.key:
                return option.name.model_dump()
    return candidate.name
