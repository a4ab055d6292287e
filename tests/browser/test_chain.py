"""The workstation, put together and explained, is sold through a chain of three legs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desks import PATIENCE, PHONE
from tests.browser.steps import add_product, choose_product, configure, press, words

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

WAY = ["日本ITディストリビューション株式会社", "なにわビジネス機器株式会社", "株式会社青木製作所"]


def test_the_workstation_is_sold_through_a_chain_of_three_legs(house):
    sato = house.signed_in("sato@mitsumori.example")
    sato.goto(f"{house.address}/deals/new?customer_id=cus_aoki")
    sato.locator("[name=name]").fill("回し: 解析用ワークステーション")
    sato.locator("[name=channel][value=chain]").check()
    sato.locator("#main form button[type=submit]").last.click()
    sato.wait_for_url(re.compile(r"/deals/dea_\w+$"))
    deal = sato.url

    put_on_the_way(house, sato, deal)
    quote_with_a_workstation(house, sato, deal)
    figures = everybody_pays(house, sato, deal)
    only_its_own_price_stands_on_a_quote(house, sato, figures)

    phone = house.signed_in("sato@mitsumori.example", how=PHONE)
    for page in ("legs", "balance"):
        phone.goto(f"{deal}/{page}")
        house.look(phone)


def put_on_the_way(house, page, deal):
    """Two companies are found while their names are typed, and put in before the customer."""
    page.goto(f"{deal}/legs")
    for company in WAY[:2]:
        page.locator("#f-q").press_sequentially(company[:5])
        found = page.locator("#buyers li").filter(has_text=company)
        found.get_by_role("button").click()
        expect(page.locator("tbody")).to_contain_text(company)
    house.look(page)


def quote_with_a_workstation(house, page, deal):
    """The end customer's quote, which all legs are made of."""
    press(page, "ja", "Make a quote")
    choose_product(page, "WS-PRO")
    configure(house, page, "ja")
    add_product(page, "MON-27")


def everybody_pays(house, page, deal):
    """One button makes three quotes; a leg on other terms is one click behind."""
    page.goto(f"{deal}/legs")
    press(page, "ja", "Make every leg's quote")
    expect(page.locator("#flashes")).to_contain_text("3件")
    page.locator("details.leg-terms summary").nth(1).click()
    form = page.locator("details.leg-terms").nth(1)
    form.locator("[name=percent]").fill("７")
    form.get_by_role("button", name=words("Save the leg", "ja")).click()
    expect(page.locator("tbody")).to_contain_text(words("behind", "ja"))
    press(page, "ja", "Bring every leg's quote up to date")
    expect(page.locator("tbody")).not_to_contain_text(words("behind", "ja"))
    house.look(page)
    rows = page.locator("tbody tr")
    return [rows.nth(n).locator("td.num-strong").inner_text().strip() for n in range(3)]


def only_its_own_price_stands_on_a_quote(house, page, figures):
    """The dealer's quote shows what the dealer pays, and neither the price before nor after."""
    page.locator("tbody tr").nth(1).locator("a").first.click()
    main = page.locator("#main")
    expect(main).to_contain_text(figures[1])
    house.look(page)
    for other in (figures[0], figures[2]):
        expect(main).not_to_contain_text(other)
