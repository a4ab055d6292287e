"""Configuring a line: choices that go together, and the parts they come to."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from cpq.actions.drafts import set_configuration
from cpq.catalog.configuring import Choice, parts_list
from cpq.catalog.materials.keeping import with_materials
from cpq.catalog.queries import configurator_of, model_row, product_card
from cpq.models import QuoteLine
from foundation.db import found


def move_to_newest_model(session: Session, line_id: str) -> None:
    """Configure a line with the published version; choices that no longer go are dropped."""
    line = found(session, QuoteLine, line_id)
    line.revision_row.must_be_draft()
    newest = configurator_of(session, line.sku)
    choices = {slot: Choice.model_validate(choice) for slot, choice in line.choices.items()}
    there = {slot: choice for slot, choice in choices.items() if newest.knows(slot, choice)}
    line.model_version = model_row(session, line.sku).version
    configure_line(session, line_id, newest.compatible(there))


def configure_line(session: Session, line_id: str, choices: Mapping[str, Choice]) -> bool:
    """Keep what was chosen for a line; returns whether nothing is missing any more.

    Raises:
        Refusal: the choices contradict each other, or name what is not there.
    """
    line = found(session, QuoteLine, line_id)
    line.revision_row.must_be_draft()
    line.model_version = line.model_version or model_row(session, line.sku).version
    configurator = configurator_of(session, line.sku, line.model_version)
    answer = configurator.answer(choices)
    name = product_card(session, line.sku).names
    bom = parts_list(configurator.compiled, choices, name, line.quantity)
    kept = {slot: choice.model_dump() for slot, choice in choices.items()}
    definition = configurator.compiled.definition
    rows = with_materials(session, [row.to_json() for row in bom], definition, choices)
    set_configuration(session, line_id, kept, rows, complete=answer.complete)
    return answer.complete
