"""The try-out beside the editor: the configurator's parts on a draft, with nothing to sell yet."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from cpq.catalog.modelling.desk import Desk, said
from cpq.catalog.queries import candidates_of, configurator_for
from cpq.quoting.bench import Bench
from cpq.quoting.picks import read, settle, written
from cpq.quoting.ways import Ways
from foundation.errors import Refusal
from foundation.language import Text, _

_NO_SOLUTION = _("No configuration keeps all rules. Look at the rule that was edited last.")


def tried(session: Session, desk: Desk) -> dict[str, Any]:
    """Return what the pane shows; ``wrong`` says why the model cannot be tried out."""
    place = {"model_id": desk.row.id}
    asked = read(request.values.getlist("c"))
    if not desk.model.slots:
        return {"bench": None, "wrong": None, "ways": Ways("catalog.show_model", place, asked)}
    try:
        configurator = configurator_for(session, desk.row)
        settled = settle(configurator, asked)
        bench = Bench(configurator, settled.choices)
    except Refusal as refusal:
        ways = Ways("catalog.show_model", place, asked)
        wrong = _no_options(session, desk) or (refusal.text if asked else _NO_SOLUTION)
        return {"bench": None, "wrong": wrong, "ways": ways}
    wanted = request.values.get("open", "")
    opened = bench.opened(wanted, request.values.get("after", ""))
    words = request.values.get("q", "").strip()[:100]
    ways = Ways("catalog.show_model", place, settled.choices)
    return {
        "bench": bench,
        "wrong": None,
        "groups": bench.groups(opened, words, set()),
        "opened": opened,
        "words": words,
        "lost": settled.lost,
        "prices": {},
        "attributes": desk.names,
        "ways": ways,
        "undo": ways.undo(),
        "c": written(settled.choices),
        "was": request.values.getlist("was"),
    }


def _no_options(session: Session, desk: Desk) -> Text | None:
    """Return which group that has to be chosen from offers nothing."""
    for slot in desk.model.slots:
        if slot.least and not slot.options and not candidates_of(session, slot):
            return _("The group “%(name)s” has no options yet. Add one.", name=said(slot.label))
    return None
