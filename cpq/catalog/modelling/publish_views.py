"""Publishing a model: its tests, what is dead or forced, what open quotes would lose."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.modelling import versions
from cpq.catalog.modelling.desk import desk_of
from cpq.catalog.modelling.effects import effects_on
from cpq.catalog.modelling.gate import gate_of
from cpq.catalog.modelling.strays import strays_of
from foundation.canonical import fingerprint
from foundation.doors import refused_on, session
from foundation.errors import Refusal
from foundation.language import _, say, speaking
from people.current import person
from people.queries import people

MOST_MEANT = 20_000


@catalog.get("/products/models/<model_id>/publish")
@refused_on("catalog.show_model")
def ask_publish(model_id: str) -> str:
    """Show everything that stands between a draft and the reps."""
    desk = desk_of(session(), model_id)
    desk.row.must_be_open()
    gate = gate_of(session(), desk.row)
    return render_template(
        "modelling/publish.html",
        desk=desk,
        gate=gate,
        effects=[] if gate.void or gate.empty else effects_on(session(), desk.row, speaking()),
        strays=strays_of(session(), desk.row),
        names={card.id: card.called(speaking()) for card in people(session())},
        sha256=fingerprint(desk.row.definition),
    )


@catalog.post("/products/models/<model_id>/publish")
@refused_on("catalog.ask_publish")
def publish_model(model_id: str) -> ResponseReturnValue:
    """Publish exactly what was shown."""
    if request.form.get("confirmed") != "yes":
        raise Refusal(_("Please confirm that you have seen the effect."), field="confirmed")
    sha256 = request.form.get("sha256", "")
    row = versions.publish(session(), model_id, sha256=sha256, by=person().id)
    flash(say(_("Version %(n)s is published: reps configure with it from now on.", n=row.version)))
    return redirect(url_for("catalog.show_model", model_id=model_id), 303)


@catalog.post("/products/models/<model_id>/tests")
@refused_on("catalog.ask_publish")
def run_model_tests(model_id: str) -> ResponseReturnValue:
    """Run the tests and say that the draft is tested."""
    versions.run_tests(session(), model_id)
    flash(say(_("All tests pass.")))
    return redirect(url_for("catalog.ask_publish", model_id=model_id), 303)


@catalog.post("/products/models/<model_id>/meant")
@refused_on("catalog.ask_publish")
def mark_meant(model_id: str) -> ResponseReturnValue:
    """Say that options are dead or forced on purpose."""
    desk = desk_of(session(), model_id)
    keys = request.form.getlist("meant")[:MOST_MEANT]
    meant = list(dict.fromkeys([*desk.model.meant, *keys]))
    what = _("Mark as meant: %(options)s", options=", ".join(keys)[:120])
    seen = request.form.get("seen", "")
    data = {**desk.row.definition, "meant": meant}
    versions.edit(session(), model_id, data, what, by=person().id, seen=seen)
    return redirect(url_for("catalog.ask_publish", model_id=model_id), 303)
