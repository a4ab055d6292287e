"""The journey driven by another system; customers and signers act through their own links."""

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from foundation.db import reading, today
from people.queries import person_by_email
from tests.journeys import steps

CHOICES = [
    ("case", "CASE-T5", 1),
    ("power", "PSU-750", 1),
    ("motherboard", "MB-L18-X", 1),
    ("processor", "CPU-L18-20", 1),
    ("cooler", "CLR-A2", 1),
    ("memory", "MEM-D5-32", 2),
    ("graphics", "GPU-A4", 1),
    ("storage", "SSD-1T", 1),
    ("system", "OS-WP", 1),
]
ENGINEER = "i.suzuki@aoki.example"
PRESIDENT = "m.aoki@aoki.example"
MANAGER = "suzuki@mitsumori.example"


def call(system, verb, address, **body):
    answer = system.client.open(f"/api/v1{address}", method=verb, json=body, headers=system.headers)
    assert answer.status_code == 200, answer.text
    return answer.json


def approve(system, quote):
    """Agree to what waits, as the person the system acts for."""
    [waiting] = [s for s in system.gets("/approvals")["steps"] if s["subject"] == quote]
    return system.sends(
        f"/approvals/{waiting['id']}/decision",
        expect=200,
        verdict="approved",
        content_sha256=waiting["content_sha256"],
    )


def test_another_system_takes_a_deal_to_a_signed_order(house):
    crm, leader, manager = (house.system(name) for name in ("sato", "takahashi", "suzuki"))

    # A deal, a quote, a configured workstation: what is missing is said, what fits is listed.
    contacts = crm.gets("/customers/cus_aoki/contacts")["contacts"]
    ids = {contact["email"]: contact["id"] for contact in contacts}
    deal = crm.sends(
        "/deals",
        customer_id="cus_aoki",
        contact_id=ids[ENGINEER],
        name="CRM連携の案件",
        expected_month=f"{today():%Y-%m}",
    )["id"]
    quote = crm.sends(f"/deals/{deal}/quotes")["revision_id"]
    line = crm.sends(f"/quotes/{quote}/lines", sku="WS-PRO", quantity="5")["lines"][-1]["id"]
    place = f"/quotes/{quote}/lines/{line}"
    assert "processor" in crm.gets(f"{place}/configuration")["missing"]
    chosen = [{"slot": slot, "sku": sku, "quantity": n} for slot, sku, n in CHOICES]
    assert call(crm, "PUT", f"{place}/configuration", choices=chosen[:3])["complete"] is False
    options = crm.gets(f"{place}/options/processor")["options"]
    assert {option["possible"] for option in options} == {True, False}
    assert call(crm, "PUT", f"{place}/configuration", choices=chosen)["complete"] is True

    # 18 % with a reason: the leader, then the manager.
    why = {"discount_percent": "18", "discount_reason": "年度内導入のため"}
    priced = call(crm, "PATCH", place, **why)
    assert priced["problems"] == []
    assert [one["state"] for one in crm.gets(f"/quotes/{quote}/approval")["steps"]] == [
        "forecast",
        "forecast",
    ]
    assert crm.sends(f"/quotes/{quote}/submit", expect=200)["state"] == "submitted"
    house.work()
    assert approve(leader, quote)["state"] == "pending"
    assert approve(manager, quote)["state"] == "granted"
    house.work()
    assert crm.gets(f"/quotes/{quote}")["state"] == "approved"

    # The proposal; the customer accepts by a link.
    assert crm.gets(f"/quotes/{quote}/proposals/gaps")["gaps"] == []
    proposal = crm.sends(f"/quotes/{quote}/proposals")["id"]
    house.work()
    made = crm.gets(f"/proposals/{proposal}")["documents"]
    assert {(one["format"], one["state"]) for one in made} == {("pdf", "ready"), ("docx", "ready")}
    crm.sends(f"/proposals/{proposal}/shares", contact_id=ids[ENGINEER])
    house.work()
    reader = house.visitor()
    page = reader.sends(house.link_for(ENGINEER, "p"), gesture="press")
    steps.accept(reader, page, "鈴木 一郎")
    assert crm.gets(f"/deals/{deal}")["stage_name"]["ja"] == "内示"

    # The order form is signed, each by their own link.
    with reading() as session:
        ours = person_by_email(session, MANAGER).id
    envelope = crm.sends(
        f"/quotes/{quote}/envelope", signers=[ids[ENGINEER], ids[PRESIDENT]], countersigner=ours
    )["id"]
    house.work()
    for signer in (ENGINEER, PRESIDENT, MANAGER):
        assert crm.gets(f"/envelopes/{envelope}")["status"] != "completed"
        steps.sign(house, signer, "seal")
        house.work()
    assert crm.gets(f"/envelopes/{envelope}")["status"] == "completed"
    assert crm.gets(f"/deals/{deal}")["stage_name"]["ja"] == "受注"

    # Finance's system fetches the order, as data and as the signed document.
    erp = house.system("tanaka")
    [order] = erp.gets("/orders")["orders"]
    assert erp.gets(f"/orders/{order['id']}")["deal_id"] == deal
    signed = erp.client.get(f"/api/v1/orders/{order['id']}/document", headers=erp.headers)
    assert len(PdfFileReader(BytesIO(signed.data)).embedded_signatures) >= 3
    assert erp.sends(f"/orders/{order['id']}/done", expect=200)
