"""Price lists over the API: a draft is made, looked at, published and taken back."""

from tests.cpq.catalog.builders import add, price_list


def call(system, verb, address, expect, **body):
    """Send a request that is no POST and return its JSON."""
    send = getattr(system.client, verb)
    answer = send(f"/api/v1/price-lists{address}", json=body or None, headers=system.headers)
    assert answer.status_code == expect, answer.text
    return answer.json if answer.data else None


def test_a_list_goes_from_opened_to_published_to_retired(system):
    add("A1")
    manager = system("manager")
    made = manager.sends("/price-lists", code="API-1", name="表", currency="JPY", kind="contract")
    assert (made["version"], made["draft"]) == (None, None)
    entry = call(manager, "put", "/API-1/entries", 200, sku="A1", unit_price="４５０",
                 min_quantity="10", valid_from="2026-04-01", valid_to="2026-04-30")  # fmt: skip
    assert (entry["unit_price"], entry["valid_to"]) == ("450", "2026-04-30")
    call(manager, "put", "/API-1/entries", 200, target="all", method="cost_plus", percent="20")
    written = call(manager, "put", "/API-1/entries", 200, sku="A1", method="expression",
                   formula="４５０ − quantity", min_quantity="20")  # fmt: skip
    assert (written["formula"], written["base"]) == ("450 - quantity", "cost")
    again = {name: written[name] for name in ("sku", "method", "formula", "base", "min_quantity")}
    assert call(manager, "put", "/API-1/entries", 200, **again)["id"] == written["id"]

    draft = manager.gets("/price-lists/API-1/draft")
    raised = ["all: – → Cost plus 20%", "A1: – → ¥450", "A1: – → 450 - quantity"]
    assert draft["changes"] == raised
    assert (draft["contradictions"], draft["effects"], draft["added"]) == ([], [], 3)
    stale = manager.client.post("/api/v1/price-lists/API-1/draft/publish",
                                json={"content_sha256": "0"}, headers=manager.headers)  # fmt: skip
    assert stale.status_code == 409
    seen = {"content_sha256": draft["content_sha256"]}
    assert manager.sends("/price-lists/API-1/draft/publish", 200, **seen)["holds"]
    assert manager.gets("/price-lists/API-1/entries")["total"] == 3
    retired = manager.sends("/price-lists/API-1/versions/1/retire", 200)
    assert (retired["state"], retired["holds"]) == ("retired", False)
    assert [v["number"] for v in manager.gets("/price-lists/API-1/versions")["versions"]] == [1]


def test_rules_leave_the_draft_and_the_draft_is_discarded(system):
    add("A1")
    price_list(A1="500")
    manager = system("manager")
    [entry] = manager.gets("/price-lists/JPY-1/entries?q=a1")["entries"]
    call(manager, "delete", f"/JPY-1/entries/{entry['id']}", 204)
    assert manager.gets("/price-lists/JPY-1/entries?version=2")["total"] == 0
    assert manager.gets("/price-lists/JPY-1/entries")["total"] == 1
    call(manager, "delete", "/JPY-1/draft", 204)
    call(manager, "delete", "/JPY-1/draft", 404)


def test_assignments_precedence_and_rates(system):
    price_list()
    manager = system("manager")
    made = manager.sends("/price-lists/JPY-1/assignments", rank="region", target="関西")
    [region, standard] = manager.gets("/price-lists/JPY-1/assignments")["assignments"]
    assert (region["id"], standard["rank"]) == (made["id"], "standard")
    call(manager, "delete", f"/JPY-1/assignments/{made['id']}", 204)

    places = manager.gets("/price-lists/precedence")["places"]
    turned = [place | {"position": 9 - place["position"]} for place in places]
    call(manager, "put", "/precedence", 200, places=turned)
    assert manager.gets("/price-lists/precedence")["places"][0]["rank"] == "standard"
    call(manager, "put", "/precedence", 422, places=turned[:3])
    call(manager, "put", "/precedence", 422, places=[*turned, turned[0]])

    rate = {"from_currency": "USD", "to_currency": "JPY", "rate": "150.25"}
    assert manager.sends("/price-lists/rates", **rate)["rate"] == "150.25"
    assert len(manager.gets("/price-lists/rates")["rates"]) == 1


def test_what_is_wrong_is_said_at_its_field(system):
    add("A1")
    price_list()
    manager = system("manager")
    wrong = call(manager, "put", "/JPY-1/entries", 422, sku="A1", unit_price="NaN")
    assert wrong["field"] == "unit_price"
    call(manager, "put", "/NO-1/entries", 404, sku="A1", unit_price="1")
    call(manager, "get", "/NO-1/draft", 404)
    rep = system("rep")
    call(rep, "put", "/JPY-1/entries", 403, sku="A1", unit_price="1")
    call(rep, "get", "/JPY-1/draft", 403)
