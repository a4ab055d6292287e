"""The main job, told once from the board to finance: what the README lets a newcomer do."""

import json

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
LEADER = "takahashi@mitsumori.example"
MANAGER = "suzuki@mitsumori.example"


def test_a_deal_goes_from_the_board_to_a_signed_order_with_finance(house, erp):
    secret = steps.connect_erp(house, erp)
    sato = house.signed_in("sato")

    deal = steps.open_deal(sato, "cus_aoki", "con_aoki_engineer", "解析用ワークステーション更新")
    assert steps.stage_of(sato, deal) == "営業リスト"
    assert "解析用ワークステーション更新" in sato.opens("/board")

    quote = steps.open_quote(sato, deal)
    configured_and_priced(sato, quote)
    approved_by_leader_and_manager(house, sato, quote)
    quote = changed_and_approved_again(house, sato, quote)
    read_and_accepted_by_the_customer(house, sato, quote)
    assert steps.stage_of(sato, deal) == "内示"

    signed_by_everybody(house, sato, deal, quote)
    assert steps.stage_of(sato, deal) == "受注"
    everybody_has_a_mail(house)
    finance_has_the_order(house)
    the_other_system_was_told(erp, secret)
    the_deal_tells_its_story(sato, deal)


def configured_and_priced(sato, quote):
    """What does not fit says why, the parts make a tree, and the price is explained."""
    line = steps.add_line(sato, quote, "WS-PRO", 5)
    narrowed = steps.configurator(sato, quote, line, WORKSTATION[:3], opened="processor")
    assert "プロセッサーとマザーボードのソケットが合いません。" in narrowed
    steps.save_configuration(sato, quote, line, WORKSTATION)
    parts = steps.parts_of(sato, quote, line)
    assert parts["CASE-T5"] == (2, "5")  # in the base unit
    assert parts["MEM-D5-32"] == (3, "10")  # on the board, two for each of five

    steps.add_line(sato, quote, "SRV-SETUP", 1)
    steps.add_line(sato, quote, "GIFT-TEA", 2)  # at the reduced rate of tax
    why = sato.opens(f"{quote}/lines/{line}")
    assert "青木製作所様 特別価格表" in why
    assert "10からの価格" in why.text.replace(" ", "") or "数量10" in why.text.replace(" ", "")
    assert "値引きの理由" in sato.sends(f"{quote}/lines/{line}", 422, percent="18", reason="")
    steps.discount(sato, quote, line, "18", "年度内導入のため競合と同条件に")
    # 5 × 501,400 − 18 %, + 150,000, + 10 %; and 2 × 4,980 + 8 %, each tax rounded down once
    assert steps.total_of(sato, quote) == 2_437_070


def approved_by_leader_and_manager(house, sato, quote):
    """18 % needs the section leader, then the manager, each by the link of a mail."""
    ahead = sato.opens(f"{quote}/approval").text
    assert ahead.index("課長") < ahead.index("部長")
    steps.submit(sato, quote)
    house.work()
    assert house.subjects_to(MANAGER) == []
    link = house.link_for(LEADER, "a")
    case = house.visitor().opens(link)
    assert "年度内導入のため競合と同条件に" in case
    assert "承認待ち" in sato.opens(quote)  # looking at the link decided nothing
    steps.approve_by_mail(house, LEADER, "競合対抗として妥当")
    house.work()
    assert "高橋 健一" in house.visitor().opens(link)  # who decided, and that it is over
    steps.approve_by_mail(house, MANAGER, "")
    house.work()
    assert "承認済み" in sato.opens(quote)


def changed_and_approved_again(house, sato, old):
    """A change is a new revision: it needs approval again, and the old link opens nothing."""
    quote = steps.revise(sato, old)
    steps.discount(sato, quote, steps.first_line(sato, quote), "17", "最終条件")
    steps.submit(sato, quote)
    assert "差し替え" in sato.opens(old)
    for approver in (LEADER, MANAGER):
        house.work()
        steps.approve_by_mail(house, approver, "")
    house.work()
    assert steps.total_of(sato, quote) == 2_464_647
    return quote


def read_and_accepted_by_the_customer(house, sato, quote):
    """The customer follows a link, reads in the browser, and says yes."""
    proposal = steps.make_proposal(sato, quote)
    house.work()
    for document in sato.opens(proposal).hrefs(r"/documents/.*(pdf|docx|file)"):
        assert sato.fetches(document)[:4] in (b"%PDF", b"PK\x03\x04")
    steps.share(sato, proposal, "con_aoki_engineer")
    house.work()
    shared, reader = house.link_for(ENGINEER, "p"), house.visitor()
    assert "2,464,647" not in reader.opens(shared)  # the title alone, until a hand opens it
    page = reader.sends(shared, gesture="press")
    assert "2,464,647" in page
    steps.accept(reader, page, "鈴木 一郎")


def signed_by_everybody(house, sato, deal, quote):
    """Two signers in order, a countersigner, a copy to purchasing; then it is sealed."""
    form = sato.opens(f"{quote}/sign")
    assert form.field("signer_1") == "con_aoki_engineer"
    assert form.field("signer_2") == "con_aoki_president"
    assert form.fields("copies") == ["con_aoki_purchasing"]
    steps.send_to_sign(sato, quote, form)
    house.work()
    assert steps.stage_of(sato, deal) == "契約手続中"
    assert house.subjects_to(PRESIDENT) == []  # the engineer comes first
    for count, (signer, method) in enumerate(
        [(ENGINEER, "seal"), (PRESIDENT, "type"), (MANAGER, "seal")], start=1
    ):
        steps.sign(house, signer, method)
        house.work()
        assert steps.signed_count(sato, deal) == count


def everybody_has_a_mail(house):
    """The parties have their copies, and sales hears that the deal is won."""
    for address in (ENGINEER, PRESIDENT, PURCHASING, MANAGER, "sato@mitsumori.example"):
        assert "【署名完了】注文書" in " ".join(house.subjects_to(address)), address
    won = {"sato": "受注", "takahashi": "受注", "suzuki": "受注", "wilson": "Won"}
    for name, word in won.items():
        assert word in " ".join(house.subjects_to(f"{name}@mitsumori.example")), name


def finance_has_the_order(house):
    """As a signed PDF, with its certificate, and as data."""
    tanaka = house.signed_in("tanaka")
    [order] = tanaka.opens("/orders").hrefs(r"^/orders/ord_[^/.]+$")
    signed = PdfFileReader(steps.file_of(tanaka.fetches(f"{order}/order.pdf")))
    assert len(signed.embedded_signatures) >= 3
    assert tanaka.fetches(f"{order}/certificate.pdf").startswith(b"%PDF")
    data = json.loads(tanaka.fetches(f"{order}/data.json"))
    assert (data["total"], data["currency"]) == (2_464_647, "JPY")
    assert [one["name"] for one in data["signers"]] == ["鈴木 一郎", "青木 誠", "鈴木 美咲"]
    assert "cost_amount" not in json.dumps(data)
    assert tanaka.sends(f"{order}/done").status == 200


def the_other_system_was_told(erp, secret):
    """Every message is signed, and each kind of news arrived."""
    told = [Webhook(secret).verify(body, headers) for headers, body in erp.heard]
    kinds = [one["type"] for one in told]
    for kind in ("deal.opened", "quote.approved", "quote.accepted", "deal.won", "order.booked"):
        assert kind in kinds
    assert kinds.count("envelope.signed") == 3


def the_deal_tells_its_story(sato, deal):
    """In order, each entry with who did it, and every move with its cause."""
    story = iter(steps.story_of(sato, deal))
    for told in (
        "案件が登録されました",
        "承認を依頼しました:課長、次に部長",
        "高橋 健一",
        "が改訂されました",
        "見積と提案を鈴木 一郎様に共有しました",
        "「営業リスト」から「顧客検討中」に移りました",
        "お客様が見積Q-",
        "「顧客検討中」から「内示」に移りました",
        "「内示」から「契約手続中」に移りました",
        "署名されました(3/3)",
        "「契約手続中」から「受注」に移りました",
        "を経理に引き渡しました",
    ):
        assert any(told in entry for entry in story), told
