"""The try-out beside the editor: the configurator's parts on a draft, with nothing to sell yet."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from cpq.catalog.modelling.desk import Desk
from cpq.catalog.queries import configurator_for
from cpq.quoting.bench import Bench
from cpq.quoting.picks import read, settle, written
from cpq.quoting.ways import Ways
from foundation.errors import Refusal


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
        return {"bench": None, "wrong": refusal.text, "ways": ways}
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
        "ways": ways,
        "undo": ways.undo(),
        "c": written(settled.choices),
        "was": request.values.getlist("was"),
    }
