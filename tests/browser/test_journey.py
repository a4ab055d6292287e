"""The journey as people see it, in a real browser: at desks and on phones, page by page."""

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.desks import PATIENCE
from tests.browser.steps import (
    ENGINEER,
    LEADER,
    MANAGER,
    PRESIDENT,
    add_product,
    change,
    choose_product,
    configure,
    draw,
    open_deal,
    press,
    read_and_accept,
    say_yes,
    seal_it,
    sign,
    type_it,
    words,
)

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


def test_from_the_board_to_the_signed_order_in_japanese(house):  # noqa: PLR0915 (a long story)
    ja = "ja"
    sato = house.signed_in("sato@mitsumori.example")
    push = partial(press, sato, ja)

    # Sato opens a deal for 株式会社青木製作所.
    expect(sato).to_have_url(re.compile("/board"))
    house.look(sato)
    push("New deal", "link")
    open_deal(sato, "株式会社青木製作所", "con_aoki_engineer", "解析用ワークステーション更新")
    house.look(sato)
    push("Create the deal")
    expect(sato.locator("h1")).to_contain_text("解析用ワークステーション更新")
    deal = sato.url
    house.look(sato)

    # A workstation for five: what does not fit says why; 18 % with a reason.
    push("Make a quote")
    house.look(sato)
    choose_product(sato, "WS-PRO")
    configure(house, sato, ja)
    line = sato.locator(".quote-line").first
    change(line, "quantity", "５")  # full-width digits are read, and shown as they are read
    expect(line.locator("[name=quantity]")).to_have_value("5")
    change(line, "percent", "18")
    change(line, "reason", "年度内導入のため競合と同条件に")
    expect(sato.locator("#approval li")).to_have_count(2)
    line.locator("summary").click()
    expect(line.locator("[name=reason]")).to_be_visible()
    expect(line).to_contain_text("青木製作所様 特別価格表")
    house.look(sato)
    quote, total = sato.url, sato.locator(".sums-total dd").inner_text()
    push("Submit")
    say_yes(sato)
    expect(sato.locator(".quote-line input[name=percent]")).to_have_count(0)

    # The leader, then the manager, each on a phone by the link of a mail.
    for approver in (LEADER, MANAGER):
        phone = house.phone()
        phone.goto(house.link_for(approver, "a"))
        expect(phone.locator("main")).to_contain_text(total)
        house.look(phone)
        press(phone, ja, "Approve")
        expect(phone.locator("#decision")).to_have_count(0)
        house.look(phone)

    # The proposal, made and shared.
    sato.goto(quote)
    push("Make a proposal", "link")
    house.look(sato)
    push("Make the proposal")
    expect(sato.get_by_role("button", name=words("Share", ja), exact=True)).to_be_visible()
    house.look(sato)
    push("Share")
    house.look(sato)

    # The customer reads and accepts on a phone.
    read_and_accept(house, house.phone(), ENGINEER, ja, total)

    # The order form goes to two signers in order and our countersigner.
    sato.goto(quote)
    push("Send to sign", "link")
    house.look(sato)
    push("Send to sign")
    expect(sato).to_have_url(re.compile("/envelopes/"))
    sign(house, house.phone(), ENGINEER, ja, draw)
    house.look(sato)
    sign(house, house.phone(), PRESIDENT, ja, type_it)
    sign(house, house.desk(), MANAGER, ja, seal_it)

    # 受注, by itself; finance has the order; everybody their copy.
    sato.goto(deal)
    expect(sato.locator(".step-done").last).to_contain_text("受注")
    house.look(sato)
    sato.goto(f"{house.address}/board")
    expect(sato.locator(".board-kind-won")).to_contain_text("解析用ワークステーション更新")
    for reader in (ENGINEER, PRESIDENT, "sato@mitsumori.example"):
        house.mailed(reader, "署名")
    tanaka = house.signed_in("tanaka@mitsumori.example")
    expect(tanaka).to_have_url(re.compile("/orders"))
    house.look(tanaka)
    tanaka.locator("main tbody a").first.click()
    expect(tanaka.locator("main")).to_contain_text(total)
    house.look(tanaka)


def test_a_shorter_way_in_english_with_the_keyboard_alone_where_a_deal_is_opened(house):
    en = "en"
    wilson = house.signed_in("wilson@mitsumori.example", en)
    push = partial(press, wilson, en)
    push("New deal", "link")
    fill_in_by_keyboard(wilson, "Harborview")
    expect(wilson.locator("h1")).to_contain_text("Simulation seats")
    house.look(wilson)

    # Nothing needs approval: the quote may go at once.
    push("Make a quote")
    add_product(wilson, "SRV-SETUP")
    expect(wilson.locator("#approval")).to_contain_text("nobody has to approve")
    quote, total = wilson.url, wilson.locator(".sums-total dd").inner_text()
    push("Submit")
    say_yes(wilson)
    push("Make a proposal", "link")
    house.look(wilson)
    push("Make the proposal")
    expect(wilson.get_by_role("button", name="Share", exact=True)).to_be_visible()
    reader = wilson.locator("[name=contact_id] option").first.inner_text().rpartition(" · ")[2]
    wilson.locator("[name=contact_id]").select_option(index=0)
    push("Share")
    read_and_accept(house, house.phone(en), reader, en, total)
    wilson.goto(quote)
    expect(wilson.locator("main")).to_contain_text("The customer accepted this quote")
    house.look(wilson)


def fill_in_by_keyboard(page, customer):
    """Tab, letters, arrows and Enter; no pointer."""
    tab_to(page, page.locator("[name=customer_id]"))
    page.keyboard.type(customer)
    expect(page.locator("[name=contact_id] option")).not_to_have_count(1)
    tab_to(page, page.locator("[name=name]"))
    page.keyboard.type("Simulation seats")
    tab_to(page, page.locator("[name=contact_id]"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Create the deal"))
    page.keyboard.press("Enter")


def tab_to(page, wanted):
    for _step in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by the keyboard")
