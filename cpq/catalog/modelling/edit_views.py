"""The forms of the editor: one for each kind of part, and moving and removing parts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.configuring import Definition
from cpq.catalog.modelling import editing, reading, versions
from cpq.catalog.modelling.asking import earlier, ticked_in, ticks_of, typed_in, when_from
from cpq.catalog.modelling.desk import Desk, desk_of, lists_for
from cpq.catalog.modelling.editing import KINDS, Data, Place, place_from
from cpq.catalog.modelling.filling import filled
from cpq.catalog.modelling.promising import must_be_possible
from cpq.catalog.modelling.reading_rules import RULE_KINDS, read_rule
from cpq.catalog.modelling.trying import tried
from cpq.catalog.modelling.views import EDITOR, done
from cpq.quoting.picks import read
from foundation.doors import refused_on, session
from foundation.errors import Missing, Refusal
from foundation.language import Text, _
from people.current import person

Readers = dict[str, Callable[[reading.Form, reading.Old, Definition], Data]]
PART = "/products/models/<model_id>/parts/<kind>"
FIELDS = {"expression": "text", "test": "choices"}
READERS: Readers = {
    "assembly": reading.read_assembly,
    "group": reading.read_group,
    "test": reading.read_test,
}


@catalog.get(PART)
def edit_part(model_id: str, kind: str) -> str:
    """Show the form of a part, or of a new one."""
    desk = desk_of(session(), model_id)
    desk.row.must_be_open()
    part = request.headers.get("HX-Request") is not None
    about = _about(desk, _place(kind))
    if part:
        return render_template("modelling/form.html", desk=desk, **about)
    return render_template(EDITOR, desk=desk, form_shown=True, **about, **tried(session(), desk))


@catalog.post(PART)
@refused_on("catalog.edit_part")
def put_part(model_id: str, kind: str) -> ResponseReturnValue:
    """Add a part, or change one."""
    desk, place = desk_of(session(), model_id), _place(kind)
    old = editing.part_at(desk.row.definition, place)
    value = _read(desk.model, place, old)
    what = _("Change %(kind)s “%(name)s”") if old else _("Add %(kind)s “%(name)s”")
    with _said_at(FIELDS.get(str(value.get("kind", kind)))):
        answer = _edit(desk, editing.put(desk.row.definition, place, value), what, kind, value)
    if kind == "rule":
        must_be_possible(session(), desk.row.definition, -1 if place.n is None else place.n)
    return answer


@catalog.post(f"{PART}/remove")
@refused_on("catalog.show_model")
def remove_part(model_id: str, kind: str) -> ResponseReturnValue:
    """Take a part out."""
    desk, place = desk_of(session(), model_id), _place(kind)
    old = editing.part_at(desk.row.definition, place) or {}
    data = editing.take_out(desk.row.definition, place)
    return _edit(desk, data, _("Remove %(kind)s “%(name)s”"), kind, old)


@catalog.post(f"{PART}/move")
@refused_on("catalog.show_model")
def move_part(model_id: str, kind: str) -> ResponseReturnValue:
    """Put a part one place higher or lower."""
    desk, place = desk_of(session(), model_id), _place(kind)
    old = editing.part_at(desk.row.definition, place) or {}
    step = -1 if request.form.get("to") == "up" else 1
    data = editing.move(desk.row.definition, place, step)
    return _edit(desk, data, _("Move %(kind)s “%(name)s”"), kind, old)


@contextmanager
def _said_at(field: str | None) -> Iterator[None]:
    """Say a refusal of the whole model at the field that it can only come from."""
    try:
        yield
    except Refusal as refused:
        if type(refused) is Refusal and field:
            raise Refusal(refused.text, field=refused.field or field) from refused
        raise


def _edit(desk: Desk, data: Data, what: Text, kind: str, part: Data) -> ResponseReturnValue:
    said = Text(what.msgid, {"kind": KINDS[kind], "name": editing.name_of(part)})
    seen = request.form.get("seen", "")
    versions.edit(session(), desk.row.id, data, said, by=person().id, seen=seen)
    return done(desk.row.id)


def _read(model: Definition, place: Place, old: reading.Old) -> Data:
    form = request.form
    match place.kind:
        case "rule":
            kind = str(old["kind"]) if old else form.get("rule", "")
            return {**read_rule(form, kind), "key": old.get("key", "") if old else ""}
        case "option":
            return reading.read_option(form, old, model, place.of or 0)
        case "answer":
            return reading.read_answer(form, old, model, place.of or 0)
        case "question":
            return {**reading.read_question(form, old, model), "when": when_from(form)}
        case other:
            return READERS[other](form, old, model)


def _place(kind: str) -> Place:
    if kind not in KINDS:
        raise Missing(_("This part of the model is not there any more."))
    return place_from(kind, request.values)


def _about(desk: Desk, place: Place) -> dict[str, Any]:
    part = editing.part_at(desk.row.definition, place)
    rule = str(part["kind"]) if part and place.kind == "rule" else request.values.get("rule", "")
    if place.kind == "rule" and rule not in RULE_KINDS:
        raise Missing(_("This part of the model is not there any more."))
    lists = lists_for(session(), desk)
    when = (part or {}).get("when", "")
    before = earlier(desk.model.questions, place.n) if place.kind == "question" else []
    return {
        "place": place,
        "part": part or _new(place),
        "before": before,
        "ticked": ticked_in(when),
        "typed": typed_in(when, before),
        "left_open": ticks_of(desk.model, (part or {}).get("allow", {}), lists["options"]),
        "isnew": part is None,
        "kinds": KINDS,
        "rule": rule,
        "choice_lines": reading.choice_lines,
        "list_lines": reading.list_lines,
        **filled(part or {}),
        **lists,
    }


def _new(place: Place) -> Data:
    """Return what the form of a new part begins with; a test begins with what is tried out."""
    if place.kind != "test":
        return {}
    choices = read(request.values.getlist("c"))
    expect = request.values.get("expect", "valid")
    return {
        "name": "",
        "expect": expect,
        "choices": {key: choice.model_dump() for key, choice in choices.items()},
    }
