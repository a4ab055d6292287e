"""What a product manager does with versions: begin, edit, undo, test, publish, retire."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Definition
from cpq.catalog.modelling.checking import checked
from cpq.catalog.modelling.gate import gate_of
from cpq.catalog.models import ModelState, Product, ProductModel, ProductModelEdit
from foundation.canonical import fingerprint
from foundation.db import found
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _

OPEN = (ModelState.DRAFT.value, ModelState.TESTED.value)


def begin_draft(
    session: Session,
    product_id: str,
    *,
    by: str,
    definition: Mapping[str, Any] | None = None,
    what: Text | None = None,
) -> ProductModel:
    """Begin a draft: a given definition, else the published one, else an empty one.

    Raises:
        Conflict: somebody works on a draft already.
    """
    product = found(session, Product, product_id, lock=True)
    if draft := open_draft(session, product.id):
        words = _("There is a draft already: version %(n)s. Publish it or throw it away first.",
                  n=draft.version)  # fmt: skip
        raise Conflict(words)
    product.kind = "configurable"
    published = published_model(session, product.id)
    begun = what or (
        _("Begin from version %(n)s", n=published.version) if published else _("Begin")
    )
    start = definition or (published.definition if published else {"slots": []})
    row = ProductModel(
        product_id=product.id,
        version=_next_version(session, product.id),
        definition=_own(start, product.sku),
        created_by=by,
    )
    session.add(row)
    session.flush()
    _keep(session, row, row.definition, begun, by)
    return row


def edit(
    session: Session,
    model_id: str,
    definition: Mapping[str, Any],
    what: Text,
    *,
    by: str,
    seen: str,
) -> ProductModel:
    """Make one edit of a draft that somebody saw at the edit ``seen``. Raises Refusal, Conflict."""
    row = _seen(session, model_id, seen)
    data = _own(definition, row.definition["sku"])
    if data == row.definition:
        return row
    _keep(session, row, data, what, by)
    return row


def undo(session: Session, model_id: str, *, seen: str) -> None:
    """Go one edit back."""
    row = _seen(session, model_id, seen)
    _go(session, row, _edit_at(session, row).after)


def redo(session: Session, model_id: str, *, seen: str) -> None:
    """Go forward again to the newest edit that was made upon this one."""
    row = _seen(session, model_id, seen)
    made = edit_after(session, row)
    if made is None:
        raise Conflict(_("There is nothing to redo."))
    _go(session, row, made.seq)


def go_to(session: Session, model_id: str, seq: int, *, seen: str) -> None:
    """Go to any edit of the history."""
    _go(session, _seen(session, model_id, seen), seq)


def run_tests(session: Session, model_id: str) -> ProductModel:
    """Run the tests of a draft; when all pass and nothing is dead by mistake, it is tested.

    Raises:
        Refusal: something does not pass.
    """
    row = found(session, ProductModel, model_id, lock=True)
    row.must_be_open()
    gate_of(session, row).must_be_open()
    row.pass_tests()
    return row


def publish(session: Session, model_id: str, *, sha256: str, by: str) -> ProductModel:
    """Publish exactly the definition that somebody saw; the version before is retired.

    Raises:
        Conflict: the definition has changed since.
        Refusal: something does not pass.
    """
    row = run_tests(session, model_id)
    if sha256 != fingerprint(row.definition):
        raise Conflict(_("The model has changed since you looked. Please look at it again."))
    found(session, Product, row.product_id, lock=True)
    if before := published_model(session, row.product_id):
        before.retire()
        session.flush()
    row.publish(by)
    session.flush()
    return row


def retire(session: Session, model_id: str) -> ProductModel:
    """End a version, or throw a draft away."""
    row = found(session, ProductModel, model_id, lock=True)
    row.retire()
    return row


def open_draft(session: Session, product_id: str) -> ProductModel | None:
    """Return the version that is worked on."""
    query = select(ProductModel).where(ProductModel.product_id == product_id)
    return session.scalars(query.where(ProductModel.state.in_(OPEN))).one_or_none()


def published_model(session: Session, product_id: str) -> ProductModel | None:
    """Return the version that reps configure with."""
    query = select(ProductModel).where(ProductModel.product_id == product_id)
    return session.scalars(query.where(ProductModel.state == ModelState.PUBLISHED)).one_or_none()


def edit_after(session: Session, row: ProductModel) -> ProductModelEdit | None:
    """Return the newest edit made upon the one at which a draft stands."""
    query = select(ProductModelEdit).where(ProductModelEdit.model_id == row.id)
    query = query.where(ProductModelEdit.after == row.head, ProductModelEdit.seq > row.head)
    return session.scalars(query.order_by(ProductModelEdit.seq.desc()).limit(1)).one_or_none()


def _seen(session: Session, model_id: str, seen: str) -> ProductModel:
    row = found(session, ProductModel, model_id, lock=True)
    row.must_be_open()
    if seen != str(row.head):
        words = _("Somebody else has changed this model meanwhile. Please look at it again.")
        raise Conflict(words)
    return row


def _own(definition: Mapping[str, Any], sku: str) -> dict[str, Any]:
    """Return a checked definition as it is kept, for this product."""
    model: Definition = checked({**definition, "sku": sku})
    return model.model_dump(mode="json")


def _keep(session: Session, row: ProductModel, data: dict[str, Any], what: Text, by: str) -> None:
    last = select(func.max(ProductModelEdit.seq)).where(ProductModelEdit.model_id == row.id)
    seq = (session.scalar(last) or 0) + 1
    session.add(
        ProductModelEdit(
            model_id=row.id, seq=seq, after=row.head, what=what, definition=data, by=by
        )
    )
    row.change(data, seq)
    session.flush()


def _go(session: Session, row: ProductModel, seq: int) -> None:
    query = select(ProductModelEdit).where(ProductModelEdit.model_id == row.id)
    made = session.scalars(query.where(ProductModelEdit.seq == seq)).one_or_none()
    if made is None:
        raise Conflict(_("There is nothing to undo."))
    row.change(dict(made.definition), seq)


def _edit_at(session: Session, row: ProductModel) -> ProductModelEdit:
    query = select(ProductModelEdit).where(ProductModelEdit.model_id == row.id)
    made = session.scalars(query.where(ProductModelEdit.seq == row.head)).one_or_none()
    if made is None:
        raise Refusal(_("There is nothing to undo."))
    return made


def _next_version(session: Session, product_id: str) -> int:
    newest = select(func.max(ProductModel.version)).where(ProductModel.product_id == product_id)
    return (session.scalar(newest) or 0) + 1
