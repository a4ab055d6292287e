"""Price lists over HTTP for other systems: lists, their rules and versions."""

from typing import Any

from apiflask import APIBlueprint

from cpq.listing import actions, claims, publishing, queries
from cpq.listing.answering import entry_out, list_out, proposal_out, version_out
from cpq.listing.bodies import (
    DraftOut,
    EntriesOut,
    EntriesQuery,
    EntryIn,
    EntryOut,
    PriceListIn,
    PriceListOut,
    PriceListsOut,
    PublishDraftIn,
    VersionOut,
    VersionsOut,
)
from cpq.models import ListEntry
from cpq.price_lists import list_by_code
from cpq.price_lists.entries import key_of
from cpq.price_lists.versions import current_of, discard, draft_of, versions_of
from foundation.db import utcnow
from foundation.doors import page_of, session
from foundation.errors import Missing
from foundation.language import _
from people.current import person

price_lists_api = APIBlueprint(
    "price_lists_api", __name__, url_prefix="/api/v1/price-lists", tag="Price lists"
)


@price_lists_api.get("")
@price_lists_api.output(PriceListsOut)
def list_price_lists() -> dict[str, Any]:
    """List the price lists."""
    rows = list(session().scalars(queries.lists_matching()))
    return {"price_lists": [list_out(row) for row in queries.with_versions(session(), rows)]}


@price_lists_api.post("")
@price_lists_api.input(PriceListIn)
@price_lists_api.output(PriceListOut, status_code=201)
@price_lists_api.doc(responses=[400, 403])
def create_price_list(json_data: PriceListIn) -> dict[str, Any]:
    """Open a price list; whom it is for is said by assignments."""
    row = actions.add_list(session(), json_data.model_dump(), by=person().name)
    return list_out(queries.with_versions(session(), [row])[0])


@price_lists_api.get("/<code>")
@price_lists_api.output(PriceListOut)
@price_lists_api.doc(responses=[404])
def get_price_list(code: str) -> dict[str, Any]:
    """Return one list by its code."""
    return list_out(queries.with_versions(session(), [list_by_code(session(), code)])[0])


@price_lists_api.get("/<code>/entries")
@price_lists_api.input(EntriesQuery, location="query")
@price_lists_api.output(EntriesOut)
@price_lists_api.doc(responses=[404])
def list_entries(code: str, query_data: EntriesQuery) -> dict[str, Any]:
    """Return the rules of a version, found by the words of their products."""
    row = list_by_code(session(), code)
    number = query_data.version or _usual(row.id)
    asked = queries.entries_matching(row.id, number, {"q": query_data.q})
    page = page_of(asked, query_data.page, query_data.size)
    return {
        "version": number or None,
        "entries": [entry_out(entry) for entry in page.rows],
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
    }


@price_lists_api.put("/<code>/entries")
@price_lists_api.input(EntryIn)
@price_lists_api.output(EntryOut)
@price_lists_api.doc(responses=[400, 403, 404])
def put_entry(code: str, json_data: EntryIn) -> dict[str, Any]:
    """Put a rule on the draft, in place of one of the same target, quantity and first moment."""
    row = list_by_code(session(), code)
    entry = actions.put_rule(session(), row.id, _form(json_data), by=person().name)
    draft = draft_of(session(), row.id)
    wanted = entry.columns
    asked = queries.entries_matching(row.id, draft.number if draft else 0)
    mine = asked.where(ListEntry.target == wanted["target"])
    stands = {key_of(vars(one)): one for one in session().scalars(mine)}
    return entry_out(stands[key_of(wanted)])


@price_lists_api.delete("/<code>/entries/<entry_id>")
@price_lists_api.output({}, status_code=204)
@price_lists_api.doc(responses=[403, 404])
def remove_entry(code: str, entry_id: str) -> str:
    """Take a rule off the draft; older versions keep it."""
    row = list_by_code(session(), code)
    actions.remove_rule(session(), row.id, entry_id, by=person().name)
    return ""


@price_lists_api.get("/<code>/versions")
@price_lists_api.output(VersionsOut)
@price_lists_api.doc(responses=[404])
def list_versions(code: str) -> dict[str, Any]:
    """Return the versions of a list, newest first."""
    row = list_by_code(session(), code)
    current = current_of(session(), row.id, utcnow())
    return {"versions": [version_out(one, current) for one in versions_of(session(), row.id)]}


@price_lists_api.get("/<code>/draft")
@price_lists_api.output(DraftOut)
@price_lists_api.doc(responses=[404])
def get_draft(code: str) -> dict[str, Any]:
    """Return what publishing the draft would do, as far as it is reckoned."""
    return _draft_of(list_by_code(session(), code).id)


@price_lists_api.post("/<code>/draft/impact")
@price_lists_api.output(DraftOut)
@price_lists_api.doc(responses=[403, 404])
def reckon_draft(code: str) -> dict[str, Any]:
    """Let a worker reckon the open quotes, where there are too many to do it at once."""
    row = list_by_code(session(), code)
    publishing.ask_impact(session(), row.id, by=person().name)
    return _draft_of(row.id)


@price_lists_api.post("/<code>/draft/publish")
@price_lists_api.input(PublishDraftIn)
@price_lists_api.output(VersionOut)
@price_lists_api.doc(responses=[400, 403, 404, 409])
def publish_draft(code: str, json_data: PublishDraftIn) -> dict[str, Any]:
    """Let the draft hold, exactly as it was looked at."""
    row = list_by_code(session(), code)
    version = publishing.publish(session(), row.id, json_data.content_sha256, by=person().name)
    return version_out(version, current_of(session(), row.id, utcnow()))


@price_lists_api.delete("/<code>/draft")
@price_lists_api.output({}, status_code=204)
@price_lists_api.doc(responses=[403, 404, 409])
def discard_draft(code: str) -> str:
    """Undo everything done on the draft."""
    row = list_by_code(session(), code)
    draft = draft_of(session(), row.id)
    if draft is None:
        raise Missing(_("There is no draft of this price list."))
    discard(session(), row.id, draft.number)
    return ""


@price_lists_api.post("/<code>/versions/<int:number>/retire")
@price_lists_api.output(VersionOut)
@price_lists_api.doc(responses=[403, 404, 409])
def retire_version(code: str, number: int) -> dict[str, Any]:
    """Take a published version back: new quotes get the one before, open ones keep it."""
    row = list_by_code(session(), code)
    version = claims.retire(session(), row.id, number, by=person().name)
    return version_out(version, current_of(session(), row.id, utcnow()))


def _draft_of(list_id: str) -> dict[str, Any]:
    proposal = publishing.proposal_of(session(), list_id)
    if proposal is None:
        raise Missing(_("There is no draft of this price list."))
    return proposal_out(proposal, publishing.impact_of(session(), proposal))


def _usual(list_id: str) -> int:
    known = current_of(session(), list_id) or draft_of(session(), list_id)
    return known.number if known else 0


def _form(body: EntryIn) -> dict[str, str]:
    """Return a body as the fields of the form."""
    kind, _colon, name = body.target.partition(":")
    named = {"category": {"for": kind, "category": name}, "option": {"for": kind, "option": name},
             "all": {"for": kind}}  # fmt: skip
    sku = name if kind == "product" else body.sku
    return {**body.model_dump(), **named.get(kind, {"for": "product", "sku": sku})}
