"""The guide to products on its page: questions and answers by form, with undo; as TOML besides."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.categories import category_label
from cpq.catalog.modelling import editing, guide_edits, guide_reading
from cpq.catalog.modelling.asking import earlier, ticked_in, typed_in
from cpq.catalog.modelling.editing import Data, Place, place_from
from cpq.catalog.modelling.guides import EMPTY, Guide
from cpq.catalog.modelling.reading import words
from cpq.catalog.modelling.toml import plain_toml
from cpq.catalog.queries import categories, known_skus
from foundation.doors import refused_on, session
from foundation.errors import Missing
from foundation.handing import as_file
from foundation.language import Text, _, say
from people.current import person

LONGEST = 200_000
PART = "/products/guide/parts/<kind>"
KINDS = ("question", "answer")
NAME = "name"


@catalog.get("/products/guide")
def show_guide() -> str:
    """Show the questions with their answers, and what to do with them."""
    return render_template("modelling/guide.html", example=EMPTY, **_shown())


@catalog.get("/products/guide/guide.toml")
def export_guide() -> Response:
    """Hand the guide out as a file."""
    return as_file(_toml(_guide()).encode(), "guide.toml", "text/plain")


@catalog.post("/products/guide")
@refused_on("catalog.show_guide")
def change_guide() -> ResponseReturnValue:
    """Take the guide over from TOML; nothing written takes its questions away."""
    text = request.form.get("guide", "")[:LONGEST]
    guide = guide_edits.put_guide(session(), text, by=person().id, seen=_seen())
    flash(say(_("The guide was saved.") if guide else _("There is no guide any more.")))
    return redirect(url_for("catalog.show_guide"), 303)


@catalog.get(PART)
def edit_guide_part(kind: str) -> str:
    """Show the form of a question or answer, or of the guide's name."""
    guide, place = _guide(), _place(kind)
    data = guide.model_dump(mode="json")
    part = data[NAME] if kind == NAME else editing.part_at(data, place)
    before = earlier(guide.questions, place.n) if kind == "question" else []
    return render_template(
        "modelling/guide_form.html",
        guide=guide,
        seen=guide_edits.standing(session()).head,
        place=place,
        part=part or {},
        isnew=part is None,
        before=before,
        ticked=ticked_in((part or {}).get("when", "")),
        typed=typed_in((part or {}).get("when", ""), before),
        categories=[(one, category_label(one)) for one in categories(session())],
    )


@catalog.post(PART)
@refused_on("catalog.edit_guide_part")
def put_guide_part(kind: str) -> ResponseReturnValue:
    """Add a question or answer, or change one; or change the guide's name."""
    guide, place = _guide(), _place(kind)
    data = guide.model_dump(mode="json")
    if kind == NAME:
        name = words(request.form, "name", _("What it is called"))
        return _edit({**data, "name": name}, _("Rename it to “%(name)s”"), kind, {"name": name})
    old = editing.part_at(data, place)
    value = _read(guide, place, old)
    what = _("Change %(kind)s “%(name)s”") if old else _("Add %(kind)s “%(name)s”")
    return _edit(editing.put(data, place, value), what, kind, value)


@catalog.post(f"{PART}/remove")
@refused_on("catalog.show_guide")
def remove_guide_part(kind: str) -> ResponseReturnValue:
    """Take a question or answer out."""
    data, place = _guide().model_dump(mode="json"), _place(kind)
    old = editing.part_at(data, place) or {}
    return _edit(editing.take_out(data, place), _("Remove %(kind)s “%(name)s”"), kind, old)


@catalog.post(f"{PART}/move")
@refused_on("catalog.show_guide")
def move_guide_part(kind: str) -> ResponseReturnValue:
    """Put a question or answer one place higher or lower."""
    data, place = _guide().model_dump(mode="json"), _place(kind)
    old = editing.part_at(data, place) or {}
    to = "up" if request.form.get("to") == "up" else "down"
    moved = editing.move(data, place, -1 if to == "up" else 1)
    return _edit(moved, _("Move %(kind)s “%(name)s”"), kind, old, at=f"{to} {_path(data, place)}")


@catalog.post("/products/guide/undo")
@refused_on("catalog.show_guide")
def undo_guide() -> ResponseReturnValue:
    """Go one edit back."""
    guide_edits.undo(session(), seen=_seen())
    return _done()


@catalog.post("/products/guide/redo")
@refused_on("catalog.show_guide")
def redo_guide() -> ResponseReturnValue:
    """Go one edit forward again."""
    guide_edits.redo(session(), seen=_seen())
    return _done()


def _edit(data: Data, what: Text, kind: str, part: Data, at: str = "") -> ResponseReturnValue:
    named = {"kind": editing.KINDS[kind]} if kind in editing.KINDS else {}
    said = Text(what.msgid, {**named, "name": editing.name_of(part)})
    guide_edits.edit(session(), data, said, by=person().id, seen=_seen())
    return _done(at)


def _done(at: str = "") -> ResponseReturnValue:
    if not request.headers.get("HX-Request"):
        return redirect(url_for("catalog.show_guide"), 303)
    return render_template("modelling/guide_parts.html", focused=at, **_shown())


def _shown() -> dict[str, Any]:
    row = guide_edits.standing(session())
    guide = Guide.model_validate(row.guide)
    undone, redone = guide_edits.edit_at(session(), row), guide_edits.edit_after(session(), row)
    return {
        "guide": guide,
        "seen": row.head,
        "undo": undone.what if undone else None,
        "redo": redone.what if redone else None,
        "text": _toml(guide) if guide.questions else "",
        "category_label": category_label,
        "asked_of": {e.value: e for e in earlier(guide.questions, None)},
        "ticked_in": ticked_in,
    }


def _read(guide: Guide, place: Place, old: Data | None) -> Data:
    if place.kind == "question":
        return guide_reading.read_question(request.form, old, guide)
    value = guide_reading.read_answer(request.form, old, guide, place.of or 0)
    guide_reading.must_be_sold(value["skus"], known_skus(session(), value["skus"]))
    return value


def _guide() -> Guide:
    return Guide.model_validate(guide_edits.standing(session()).guide)


def _toml(guide: Guide) -> str:
    return plain_toml(guide.model_dump(mode="json", exclude_defaults=True))


def _seen() -> str:
    return request.form.get("seen", "")


def _path(data: Data, place: Place) -> str:
    """Return by which keys a part is found after it was moved."""
    part = editing.part_at(data, place) or {}
    owner = data["questions"][place.of]["key"] + "/" if place.of is not None else ""
    return f"{owner}{part.get('key', '')}"


def _place(kind: str) -> Place:
    if kind not in {*KINDS, NAME}:
        raise Missing(_("This part of the guide is not there any more."))
    return place_from(kind, request.values)
