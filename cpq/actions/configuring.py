"""Configuring a line: choices that go together, and the parts they come to."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from cpq.actions.drafts import set_configuration
from cpq.catalog.configuring import Choice, parts_list
from cpq.catalog.queries import configurator_of, product_card
from cpq.models import QuoteLine
from foundation.db import found


def configure_line(session: Session, line_id: str, choices: Mapping[str, Choice]) -> bool:
    """Keep what was chosen for a line; returns whether nothing is missing any more.

    Raises:
        Refusal: the choices contradict each other, or name what is not there.
    """
    line = found(session, QuoteLine, line_id)
    configurator = configurator_of(session, line.sku)
    answer = configurator.answer(choices)
    name = product_card(session, line.sku).names
    bom = parts_list(configurator.compiled, choices, name, line.quantity)
    kept = {slot: choice.model_dump() for slot, choice in choices.items()}
    rows = [row.to_json() for row in bom]
    set_configuration(session, line_id, kept, rows, complete=answer.complete)
    return answer.complete
