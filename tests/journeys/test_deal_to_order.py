"""The main job, told once from the board to finance: what the README lets a newcomer do."""

import json
import re
from datetime import date

from pyhanko.pdf_utils.reader import PdfFileReader
from standardwebhooks import Webhook

from tests.journeys import steps

WORKSTATION = [
    "case:1:CASE-T5",
    "power:1:PSU-750",
    "motherboard:1:MB-L18-X",
    "processor:1:CPU-L18-20",
    "cooler:1:CLR-A2",
    "memory:2:MEM-D5-32",
    "graphics:1:GPU-A4",
    "storage:1:SSD-1T",
    "system:1:OS-WP",
]
ENGINEER = "i.suzuki@aoki.example"
PRESIDENT = "m.aoki@aoki.example"
PURCHASING = "y.matsumoto@aoki.example"
MANAGER = "suzuki@mitsumori.example"


def test_a_deal_goes_from_the_board_to_a_signed_order_with_finance(house, erp):
    secret = steps.connect_erp(house, erp)
    sato = house.signed_in("sato")

    # 1. Sato opens a deal for 株式会社青木製作所.
    deal = steps.open_deal(sato, "cus_aoki", "con_aoki_engineer", "解析用ワークステーション更新")
    assert steps.stage_of(sato, deal) == "営業リスト"
    assert "解析用ワークステーション更新" in sato.opens("/board")

    # 2. She configures a workstation: what does not fit says why, and the parts make a tree.
    quote = steps.open_quote(sato, deal)
    line = steps.add_line(sato, quote, "WS-PRO", 5)
    chosen = WORKSTATION[:3]
    narrowed = steps.configurator(sato, quote, line, chosen, opened="processor")
    assert "プロセッサーとマザーボードのソケットが合いません。" in narrowed
    steps.save_configuration(sato, quote, line, WORKSTATION)
    parts = steps.parts_of(sato, quote, line)
    assert parts["CASE-T5"] == (2, "5")  # in the base unit
    assert parts["MEM-D5-32"] == (3, "10")  # in the board assembly, two for each of five

    # 3. The price is the customer's own, explained; one line gets 18 % with a reason.
    steps.add_line(sato, quote, "SRV-SETUP", 1)
    steps.add_line(sato, quote, "GIFT-TEA", 2)
    why = sato.opens(f"{quote}/lines/{line}")
    assert "青木製作所様 特別価格表" in why
    steps.discount(sato, quote, line, "18", "年度内導入のため競合と同条件に")
    assert steps.total_of(sato, quote) == 2_437_070

    # 4. 18 % needs the section leader, then the manager, each by the link of a mail.
    ahead = sato.opens(f"{quote}/approval")
    assert ahead.text.index("課長") < ahead.text.index("部長")
    sato.sends(f"{quote}/submit")
    house.work()
    steps.approve_by_mail(house, "takahashi@mitsumori.example", "競合対抗として妥当")
    house.work()
    steps.approve_by_mail(house, MANAGER, "承認します")
    house.work()
    assert "承認済み" in sato.opens(quote)

    # 5. A change after approval needs approval again; the old link says that it is over.
    quote = steps.revise(sato, quote)
    steps.discount(sato, quote, steps.first_line(sato, quote), "17", "最終条件")
    sato.sends(f"{quote}/submit")
    house.work()
    for approver in ("takahashi@mitsumori.example", MANAGER):
        steps.approve_by_mail(house, approver, "")
        house.work()
    total = 2_464_647
    assert steps.total_of(sato, quote) == total

    # 6. She makes the proposal and shares it; the customer reads and accepts (内示).
    proposal = steps.make_proposal(sato, quote)
    house.work()
    steps.share(sato, proposal, "con_aoki_engineer")
    house.work()
    assert steps.stage_of(sato, deal) == "顧客検討中"
    reader = house.visitor()
    shared = house.link_for(ENGINEER, "p")
    assert str(total) not in reader.opens(shared).text.replace(",", "")
    page = reader.sends(shared, gesture="press")
    assert f"{total:,}" in page
    steps.accept(reader, page, "鈴木 一郎")
    assert steps.stage_of(sato, deal) == "内示"

    # 7. She sends the order form to two signers in order, a countersigner, a copy to purchasing.
    form = sato.opens(f"{quote}/sign")
    assert form.field("signer_1") == "con_aoki_engineer"
    assert form.field("signer_2") == "con_aoki_president"
    assert form.fields("copies") == ["con_aoki_purchasing"]
    envelope = steps.send_to_sign(sato, quote, form)
    house.work()
    assert steps.stage_of(sato, deal) == "契約手続中"

    # 8. Each signs with the link of their own mail, one after the other.
    assert house.subjects_to(PRESIDENT) == []
    for signer, by in ((ENGINEER, "seal"), (PRESIDENT, "type"), (MANAGER, "seal")):
        steps.sign(house, signer, by)
        house.work()
    assert "3" in sato.opens(envelope)

    # 9. It is sealed, the deal is won, and everybody has what they should have.
    assert steps.stage_of(sato, deal) == "受注"
    for address in (ENGINEER, PRESIDENT, PURCHASING, MANAGER):
        assert any("署名" in subject for subject in house.subjects_to(address)), address
    for name in ("sato", "takahashi", "suzuki", "wilson"):
        assert any("受注" in s for s in house.subjects_to(f"{name}@mitsumori.example")), name

    # 10. Finance has the order as PDF and as data; the other system heard of it, signed.
    tanaka = house.signed_in("tanaka")
    order = tanaka.opens("/orders").hrefs(r"^/orders/[^/?.]+$")[0]
    pdf = tanaka.fetches(f"{order}/order.pdf")
    assert len(PdfFileReader(steps.file_of(pdf)).embedded_signatures) >= 3
    data = json.loads(tanaka.fetches(f"{order}/data.json"))
    assert str(total) in json.dumps(data)
    told = [Webhook(secret).verify(body, headers) for headers, body in erp.heard]
    kinds = [one["type"] for one in told]
    assert "order.booked" in kinds
    assert "deal.won" in kinds

    # The deal's page tells the whole story in order.
    story = sato.opens(deal).text
    assert re.search(r"田中|Tanaka", house.signed_in("kobayashi").opens("/admin/people").text)
    assert str(date.today().year) in story
