"""What is done with bills of materials: edited on a draft, published, written down at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.materials import queries
from cpq.catalog.materials.askable import askable_of
from cpq.catalog.materials.exploding import Component, cycle, cycle_in
from cpq.catalog.materials.lines import MOST_LINES, component_from, strange_line
from cpq.catalog.materials.models import REPLACED, BomLine, BomVersion
from cpq.catalog.models import Product
from foundation.db import found
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import _


def begin_draft(session: Session, product_id: str, *, by: str) -> BomVersion:
    """Return the draft of a product's bill of materials, begun from what is published."""
    product = found(session, Product, product_id, lock=True)
    known = queries.draft(session, product.id)
    return known or _begun(session, product, queries.published(session, product.id), by)


def begin_draft_from(session: Session, product_id: str, version_id: str, *, by: str) -> BomVersion:
    """Return a draft with the lines of an earlier version. Raises Conflict where one is there."""
    product = found(session, Product, product_id, lock=True)
    version = queries.version_of(session, version_id)
    if version.product_id != product.id:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=version_id))
    if queries.draft(session, product.id) is not None:
        raise Conflict(_("A draft is being worked on. Publish it or throw it away first."))
    return _begun(session, product, version, by)


def put_line(
    session: Session, version_id: str, said: Mapping[str, Any], line_id: str = ""
) -> BomLine:
    """Add a line to a draft, or change one.

    Raises:
        Refusal: at the field that is wrong, or the product would be made of itself.
    """
    draft = _draft(session, version_id)
    component = component_from(session, _product(session, draft), said)
    if line_id:
        line = queries.line_of(draft, line_id)
        for name, value in _columns(component).items():
            setattr(line, name, value)
    else:
        if len(draft.lines) >= MOST_LINES:
            words = _("A bill of materials has at most %(most)s lines.", most=MOST_LINES)
            raise Refusal(words, field="sku")
        line = BomLine(position=_behind(draft), **_columns(component))
        draft.lines.append(line)
    session.flush()
    _check_cycle(session, draft)
    return line


def remove_line(session: Session, version_id: str, line_id: str) -> str:
    """Take a line off a draft and return its component."""
    draft = _draft(session, version_id)
    line = queries.line_of(draft, line_id)
    draft.lines.remove(line)
    for position, kept in enumerate(draft.lines, start=1):
        kept.position = position
    session.flush()
    return line.component


def move_line(session: Session, version_id: str, line_id: str, step: int) -> None:
    """Put a line of a draft so many places down; the others make room."""
    draft = _draft(session, version_id)
    line = queries.line_of(draft, line_id)
    others = [kept for kept in draft.lines if kept is not line]
    others.insert(max(0, min(line.position - 1 + step, len(others))), line)
    for position, kept in enumerate(others, start=1):
        kept.position = position
    session.flush()
    session.expire(draft, ["lines"])


def set_printed(session: Session, version_id: str, *, printed: bool) -> None:
    """Say whether customers may read a draft's lines on their quotes."""
    _draft(session, version_id).printed = printed


def publish(session: Session, version_id: str, *, by: str) -> BomVersion:
    """Put a draft in the place of what was published.

    Raises:
        Refusal: it is empty, the product would be made of itself, or a line asks about what the
            product's model does not have any more.
        Conflict: it is no draft.
    """
    draft = _draft(session, version_id)
    if not draft.lines:
        raise Refusal(_("An empty bill of materials cannot be published. Add a component first."))
    _check_names(session, draft)
    _check_cycle(session, draft)
    _replace(session, draft.product_id)
    draft.publish(by)
    session.flush()
    return draft


def withdraw(session: Session, product_id: str) -> None:
    """Take a product's bill of materials out of use; quotes keep what they have copied."""
    found(session, Product, product_id, lock=True)
    if queries.published(session, product_id) is None:
        raise Conflict(_("Nothing is published here, so there is nothing to take out of use."))
    _replace(session, product_id)
    session.flush()


def discard(session: Session, version_id: str) -> None:
    """Throw a draft away; what is published stays."""
    session.delete(_draft(session, version_id))
    session.flush()


def replace_lines(
    session: Session, product: Product, lines: Sequence[Component], *, by: str, check: bool = True
) -> str:
    """Write a bill of materials down as published; returns ``new``, ``changed`` or ``unchanged``.

    A draft that somebody works on is left alone. Without ``check`` the caller vouches for it that
    nothing is made of itself.

    Raises:
        Refusal: there is no line, there are too many, or the product would be made of itself.
    """
    found(session, Product, product.id, lock=True)
    there = queries.published(session, product.id)
    if there and [queries.component_of(line) for line in there.lines] == list(lines):
        return "unchanged"
    if not 0 < len(lines) <= MOST_LINES:
        raise Refusal(
            _("A bill of materials has between 1 and %(most)s lines.", most=MOST_LINES),
            field="lines",
        )
    _replace(session, product.id)
    version = BomVersion(
        product_id=product.id,
        version=queries.next_version(session, product.id),
        printed=there.printed if there else False,
        begun_by=by,
    )
    version.lines = _rows(lines)
    version.publish(by)
    session.add(version)
    session.flush()
    if check:
        _check_cycle(session, version)
    return "changed" if there else "new"


def _begun(session: Session, product: Product, like: BomVersion | None, by: str) -> BomVersion:
    draft = BomVersion(
        product_id=product.id,
        version=queries.next_version(session, product.id),
        printed=like.printed if like else False,
        begun_by=by,
    )
    draft.lines = _rows([queries.component_of(line) for line in like.lines] if like else [])
    session.add(draft)
    session.flush()
    return draft


def _replace(session: Session, product_id: str) -> None:
    if old := queries.published(session, product_id):
        old.state = REPLACED


def _draft(session: Session, version_id: str) -> BomVersion:
    version = found(session, BomVersion, version_id, lock=True)
    version.must_be_draft()
    return version


def _product(session: Session, version: BomVersion) -> Product:
    return found(session, Product, version.product_id)


def _check_cycle(session: Session, version: BomVersion) -> None:
    """Refuse a product that is made of itself; its draft stands for what is published."""
    sku = _product(session, version).sku
    tree = queries.tree_of(session, [sku], version)
    if names := cycle_in(tree.structure, sku):
        raise cycle(names)


def _check_names(session: Session, version: BomVersion) -> None:
    about = askable_of(session, _product(session, version).sku)
    for line in version.lines:
        if why := strange_line(queries.component_of(line), about):
            raise Refusal(_("%(where)s: %(why)s", where=line.component, why=why))


def _rows(lines: Sequence[Component]) -> list[BomLine]:
    return [BomLine(position=n, **_columns(line)) for n, line in enumerate(lines, start=1)]


def _columns(line: Component) -> dict[str, Any]:
    return {
        "component": line.sku,
        "quantity": str(line.quantity),
        "uom": line.uom,
        "scrap": line.scrap,
        "condition": line.condition,
        "note": line.note,
    }


def _behind(draft: BomVersion) -> int:
    return max((line.position for line in draft.lines), default=0) + 1
