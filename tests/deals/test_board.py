"""The board: its columns, its filters, moving deals on it."""

import re

import pytest

from deals.models import Deal
from foundation.db import reading, transaction
from tests.deals.builders import a_deal, a_rep, told
from tests.deals.conftest import CustomerId


def stage_of(deal_id):
    with reading() as session:
        return session.get_one(Deal, deal_id).stage.key


def column(page, key):
    """Return the part of the board that is one column."""
    return page.split(f'id="col-{key}"')[1].split("</section>")[0]


def text(answer):
    return answer.get_data(as_text=True)


def test_without_a_deal_the_board_says_what_to_do(as_, sato):
    page = text(as_(sato).get("/board"))

    assert "案件はまだありません" in page
    assert "/deals/new" in page


def test_a_column_shows_its_count_its_sum_and_its_cards(as_, sato, aoki, deal_id):
    with transaction() as session:
        a_deal(session, sato, CustomerId(aoki), name="サーバ", amount="1500000")
    page = text(as_(sato).get("/board"))

    assert "¥1,500,000" in column(page, "list")
    assert re.search(r'board-count">2<', column(page, "list"))
    assert "サーバ" in column(page, "list")
    assert "株式会社青木製作所" in column(page, "list")
    assert re.search(r'board-count">0<', column(page, "won"))


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("q=ﾜｰｸｽﾃｰｼｮﾝ", True),
        ("q=青木", True),
        ("q=別の会社", False),
        ("month=2026-12", True),
        ("month=2027-01", False),
        ("month=nonsense", True),
        ("owner=per_nobody", False),
    ],
)
def test_the_board_is_filtered(as_, sato, deal_id, query, seen):
    page = text(as_(sato).get(f"/board?{query}"))

    assert (f'data-deal="{deal_id}"' in page) is seen


def test_a_long_column_shows_the_first_and_the_way_to_the_rest(as_, sato, aoki):
    with transaction() as session:
        for n in range(45):
            a_deal(session, sato, CustomerId(aoki), name=f"案件{n}")
    page = text(as_(sato).get("/board"))
    more = text(as_(sato).get("/board/list/cards?offset=40"))
    wide = text(as_(sato).get("/board?wide=list"))

    assert page.count("data-deal=") == 15
    assert 'board-count">45<' in column(page, "list")
    assert more.count("data-deal=") == 5
    assert "board-more" not in more
    assert wide.count("data-deal=") == 45


def test_a_card_says_whom_it_waits_for_and_that_it_is_held(as_, sato, deal_id):
    with transaction() as session:
        told(session, CustomerId(deal_id), "proposal.sent", figures={"to": "青木 一郎"})
    client = as_(sato)
    client.post(f"/deals/{deal_id}/move", data={"to": "contacted", "reason": "再訪問から"})
    page = text(client.get("/board"))

    assert "青木 一郎様のご回答" in column(page, "contacted")
    assert "手動で固定" in column(page, "contacted")


def test_a_move_goes_back_to_the_board_as_it_was_filtered(as_, sato, deal_id):
    client = as_(sato)
    answer = client.post(
        f"/deals/{deal_id}/move",
        data={"to": "appointment", "seen": "list", "back": "/board?month=2026-12"},
    )

    assert answer.headers["Location"] == f"/board?month=2026-12&moved={deal_id}"
    assert stage_of(deal_id) == "appointment"
    assert "「アポイント設定済み」に移しました" in text(client.get(answer.headers["Location"]))


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/boardroom"])
def test_a_move_goes_nowhere_else(as_, sato, deal_id, back):
    answer = as_(sato).post(f"/deals/{deal_id}/move", data={"to": "contacted", "back": back})

    assert answer.headers["Location"] == f"/deals/{deal_id}"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"to": "lost"}, "この移動には理由を入力してください。"),
        ({"to": "hold"}, "再開日を入力してください。"),
        ({"to": "hold", "resume_on": "2020-01-01"}, "明日以降の日付"),
        ({"to": "hold", "resume_on": "2026-02-31"}, "その日付は存在しません"),
        ({"to": "won"}, "注文書に全員が署名したときです"),
        ({"to": ""}, "工程を選んでください"),
        ({"to": "moon"}, "という工程はありません"),
    ],
)
def test_what_a_move_lacks_is_said_and_nothing_typed_is_lost(as_, sato, deal_id, typed, sentence):
    answer = as_(sato).post(f"/deals/{deal_id}/move", data={"reason": "", **typed})

    assert answer.status_code in {409, 422}
    assert sentence in text(answer)
    assert stage_of(deal_id) == "list"


def test_a_refused_drop_is_a_sentence_for_the_top_of_the_page(as_, sato, deal_id):
    answer = as_(sato).post(
        f"/deals/{deal_id}/move", data={"to": "won"}, headers={"HX-Request": "true"}
    )

    assert answer.headers["HX-Retarget"] == "#messages"


def test_a_second_tab_does_not_move_what_was_moved(as_, sato, deal_id):
    client = as_(sato)
    client.post(f"/deals/{deal_id}/move", data={"to": "contacted", "seen": "list"})
    answer = client.post(f"/deals/{deal_id}/move", data={"to": "appointment", "seen": "list"})

    assert answer.status_code == 409
    assert stage_of(deal_id) == "contacted"


def test_a_pin_is_released_on_the_page(as_, sato, deal_id):
    client = as_(sato)
    client.post(f"/deals/{deal_id}/move", data={"to": "contacted"})
    client.post(f"/deals/{deal_id}/release")

    assert stage_of(deal_id) == "list"
    assert client.post(f"/deals/{deal_id}/release").status_code == 409


def test_finance_reads_the_board_and_moves_nothing(as_, tanaka, deal_id):
    client = as_(tanaka)

    assert "data-move" not in text(client.get("/board"))
    assert client.post(f"/deals/{deal_id}/move", data={"to": "contacted"}).status_code == 403


def test_the_board_speaks_english(as_, sato, deal_id):
    page = text(as_(sato, "en").get("/board"))

    assert "Sales list" in page
    assert "Verbal award" in page


def test_the_sums_are_those_of_all_deals_not_of_the_cards_shown(as_, app, aoki):
    with transaction() as session:
        rep = a_rep(session, "mori@example.jp", "森")
        for _n in range(25):
            a_deal(session, rep, CustomerId(aoki), amount="100")
    page = text(as_(rep).get("/board"))

    assert "¥2,500" in column(page, "list")
