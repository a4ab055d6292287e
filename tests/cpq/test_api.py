"""Quotes driven by another system."""

from cpq.models import QuoteRevision
from foundation import db
from tests.cpq.builders import CHOSEN


def lines_of(quote):
    return f"/api/v1/quotes/{quote.id}/lines"


def line_at(quote, n=0):
    return f"{lines_of(quote)}/{quote.lines[n].id}"


def test_a_quote_is_read_with_every_step_of_its_prices(other_system, quote):
    body = other_system.get(f"/api/v1/quotes/{quote.id}").json
    assert body["total"] == {"amount": "122299", "currency": "JPY"}
    assert body["taxes"][0]["tax"] == {"amount": "10800", "currency": "JPY"}
    workstation = body["lines"][0]
    assert workstation["net_amount"] == {"amount": "88000", "currency": "JPY"}
    assert [step["kind"] for step in workstation["steps"]] == [
        "list",
        *["part"] * 4,
        "amount",
        "net",
    ]
    assert max(row["level"] for row in workstation["bom"]) == 3
    listed = other_system.get("/api/v1/quotes?q=aoki&state=draft").json
    assert ([one["id"] for one in listed["quotes"]], listed["total"]) == ([quote.id], 1)


def test_lines_are_added_changed_and_removed(other_system, quote):
    added = other_system.post(lines_of(quote), json={"sku": "SCR", "quantity": "2"})
    assert (added.status_code, added.json["lines"][-1]["net_amount"]["amount"]) == (201, "80000")
    one = f"{lines_of(quote)}/{added.json['lines'][-1]['id']}"
    changed = other_system.patch(
        one, json={"quantity": 3, "discount_percent": "12.5", "discount_reason": "年度末"}
    )
    assert changed.json["lines"][-1]["net_amount"] == {"amount": "105000", "currency": "JPY"}
    assert changed.json["lines"][-1]["discount_percent"] == "12.5"
    removed = other_system.delete(one)
    assert (removed.status_code, removed.json["total"]["amount"]) == (200, "122299")
    assert other_system.delete(one).status_code == 404


SENSELESS = [
    {"quantity": "NaN"},
    {"quantity": "Infinity"},
    {"quantity": 1e308},
    {"quantity": "9" * 5000},
    {"quantity": -1},
    {"quantity": 0},
    {"quantity": "0.0000001"},
    {"quantity": [1]},
    {"discount_percent": 101},
    {"discount_percent": "5"},
    {"discount_percent": 5, "discount_reason": "x" * 501},
    {"price": "1"},
]


def test_what_makes_no_sense_is_refused_as_a_problem(other_system, quote):
    for body in SENSELESS:
        answer = other_system.patch(line_at(quote, 1), json=body)
        assert answer.status_code == 422, body
        assert answer.content_type == "application/problem+json"
    with db.reading() as session:
        assert session.get(QuoteRevision, quote.id).total == 122299


def test_a_line_is_configured_from_its_options(other_system, quote):
    put = other_system.put(
        f"{line_at(quote)}/configuration", json={"choices": [{"slot": "board", "sku": "MB-A"}]}
    ).json
    assert (put["complete"], put["missing"]) == (False, ["cpu", "memory", "power"])
    assert {slot["slot"]: slot["fitting"] for slot in put["slots"]}["cpu"] == 1
    assert {slot["slot"]: slot["forced"] for slot in put["slots"]}["cpu"] == "CPU-A"
    options = other_system.get(f"{line_at(quote)}/options/cpu").json["options"]
    fits, barred = options
    assert (fits["sku"], fits["possible"], fits["quantities"]) == ("CPU-A", True, [1])
    assert fits["unit_price"] == {"amount": "30000", "currency": "JPY"}
    assert (barred["sku"], barred["possible"]) == ("CPU-B", False)
    assert barred["why"]["because"] == ["board"]
    assert barred["why"]["drop"] == ["board"]
    whole = [{"slot": slot, "sku": sku} for slot, sku in CHOSEN.items()]
    done = other_system.put(f"{line_at(quote)}/configuration", json={"choices": whole}).json
    assert (done["complete"], done["unit_price"]["amount"]) == (True, "88000")
    assert other_system.get(f"{line_at(quote)}/configuration").json == done


def test_choices_that_do_not_go_together_are_refused(other_system, quote):
    choices = [{"slot": "board", "sku": "MB-A"}, {"slot": "cpu", "sku": "CPU-B"}]
    answer = other_system.put(f"{line_at(quote)}/configuration", json={"choices": choices})
    assert answer.status_code == 422


def test_there_is_no_slot_that_does_not_exist(other_system, quote):
    assert other_system.get(f"{line_at(quote)}/options/nope").status_code == 404


def test_a_line_that_is_no_configurable_product_has_no_configuration(other_system, quote):
    assert other_system.get(f"{line_at(quote, 1)}/configuration").status_code == 404


def test_terms_submit_and_revise(other_system, quote):
    base = f"/api/v1/quotes/{quote.id}"
    terms = other_system.patch(
        f"{base}/terms", json={"subject": "更新", "valid_until": "2027-01-31", "delivery": "2w"}
    ).json
    assert (terms["subject"], terms["valid_until"]) == ("更新", "2027-01-31")
    assert terms["delivery"]["en"] == "2 weeks after order"
    other_system.patch(line_at(quote), json={"discount_percent": 18, "discount_reason": "競合"})
    submitted = other_system.post(f"{base}/submit").json
    assert (submitted["state"], len(submitted["content_sha256"])) == ("submitted", 64)
    assert other_system.post(f"{base}/submit").status_code == 409
    assert other_system.patch(line_at(quote), json={"quantity": 2}).status_code == 409
    revised = other_system.post(f"{base}/revise")
    assert (revised.status_code, revised.json["revision"]) == (201, 2)
    assert revised.json["lines"][0]["discount_percent"] == "18"


def test_a_problem_before_submitting_is_named(other_system, quote):
    other_system.put(f"{line_at(quote)}/configuration", json={"choices": []})
    body = other_system.get(f"/api/v1/quotes/{quote.id}", headers={"Accept-Language": "en"}).json
    assert body["problems"] == ["Line 1: configure WS completely."]
    assert other_system.post(f"/api/v1/quotes/{quote.id}/submit").status_code == 422


def test_without_a_token_there_is_no_answer(app, quote):
    answer = app.test_client().get(f"/api/v1/quotes/{quote.id}")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_every_route_is_described_with_its_refusals(app, quote):
    paths = app.test_client().get("/api/openapi.json").json["paths"]
    operations = [(way, one) for ways in paths.values() for way, one in ways.items()]
    ours = [(way, one) for way, one in operations if one.get("tags") == ["Quotes"]]
    assert len(ours) >= 11
    for way, operation in ours:
        wanted = {"401", "403"} if way == "get" else {"401", "403", "404", "409", "422"}
        assert wanted <= operation["responses"].keys(), operation
