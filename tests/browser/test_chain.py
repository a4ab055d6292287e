"""The workstation, put together and explained, is sold through a chain of three legs."""

import re
from dataclasses import dataclass, field

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.desks import PATIENCE, PHONE
from tests.browser.real_parts import real_workstation
from tests.browser.steps import choose_product, configure, option_of, press, words
from tests.real_parts import ABSENT, PARTS, WORKSTATION

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Told:
    """Of which parts the story is told, and who buys; ``other`` does not fit on ``board``."""

    customer: str
    board: str
    other: str
    parts: dict[str, str] = field(default_factory=dict)
    product: str = ""  # a SKU; where there is none yet, the workstation is made of real parts


REAL = Told(
    customer="cus_harborview",
    board="MSI MAG B650 TOMAHAWK WIFI",
    other="AMD Ryzen 5 5500",
    parts={slot: sku for slot, _n, sku in (one.split(":") for one in WORKSTATION)},
)
DEMO = Told(
    customer="cus_aoki",
    board="マザーボード LGA1851 ATX",
    other="CPU-A5-06",
    parts=steps.WORKSTATION,
    product="WS-PRO",
)
RESELLERS = ["日本ITディストリビューション株式会社", "なにわビジネス機器株式会社"]
STORIES = [pytest.param(REAL, id="real parts")]
if not PARTS.is_dir():
    absent = pytest.param(REAL, id="real parts", marks=pytest.mark.skip(reason=ABSENT))
    STORIES = [absent, pytest.param(DEMO, id="parts of the demo company")]


@pytest.mark.parametrize("told", STORIES)
def test_the_workstation_is_sold_through_a_chain_of_three_legs(house, told):
    product = told.product or real_workstation(house)
    sato = house.signed_in("sato@mitsumori.example")
    sato.goto(f"{house.address}/deals/new?customer_id={told.customer}")
    sato.locator("[name=name]").fill("回し: 解析用ワークステーション")
    sato.locator("[name=channel][value=chain]").check()
    sato.locator("#main form button[type=submit]").last.click()
    sato.wait_for_url(re.compile(r"/deals/dea_\w+$"))
    deal = sato.url

    put_on_the_way(house, sato, deal)
    quote_with_a_workstation(house, sato, product, told)
    figures = everybody_pays(house, sato, deal)
    only_its_own_price_stands_on_a_quote(house, sato, figures)

    phone = house.signed_in("sato@mitsumori.example", how=PHONE)
    for page in ("legs", "balance"):
        phone.goto(f"{deal}/{page}")
        house.look(phone)


def put_on_the_way(house, page, deal):
    """Two companies are found while their names are typed, and put in before the customer."""
    page.goto(f"{deal}/legs")
    for company in RESELLERS:
        page.locator("#f-q").press_sequentially(company[:5])
        found = page.locator("#buyers li").filter(has_text=company)
        found.get_by_role("button").click()
        expect(page.locator("tbody")).to_contain_text(company)
    house.look(page)


def quote_with_a_workstation(house, page, product, told):
    """The end customer's quote, which all legs are made of: configured, priced, explained."""
    page.goto(page.url.removesuffix("/legs"))
    press(page, "ja", "Make a quote")
    choose_product(page, product)
    configure(house, page, "ja", told.parts, lambda slot: barred(page, slot, told))
    line = page.locator(".quote-line").first
    line.locator(".quote-story > summary").click()
    expect(line.locator(".waterfall").first).to_be_visible()
    expect(line.locator(".line-story tbody tr")).not_to_have_count(0)
    house.look(page)


def barred(page, slot, told):
    """A processor that does not fit says because of what; one click has it and drops that."""
    if slot != "processor":
        return
    why = option_of(page, slot, told.other).locator(".option-why")
    expect(why).to_contain_text(words("Because of your choice:", "ja"))
    expect(why).to_contain_text(told.board)
    why.get_by_role(
        "link", name=words("Choose it and drop %(parts)s", "ja", parts=told.board)
    ).click()
    board = page.locator("#slot-motherboard .slot-chosen")
    expect(page.locator("#slot-processor .slot-chosen svg")).to_be_attached()
    expect(board).not_to_contain_text(told.board)
    press(page, "ja", "Undo", "link")
    expect(board).to_contain_text(told.board)
    expect(page.locator("#slot-processor .slot-chosen svg")).to_have_count(0)


def everybody_pays(house, page, deal):
    """One button makes three quotes; a leg on other terms is one click behind."""
    page.goto(f"{deal}/legs")
    change_terms(page, 0, "１５")  # off the list
    press(page, "ja", "Make every leg's quote")
    expect(page.locator("#flashes")).to_contain_text("3件")
    change_terms(page, 1, "７")  # on top of what the first pays
    expect(page.locator("tbody")).to_contain_text(words("behind", "ja"))
    press(page, "ja", "Bring every leg's quote up to date")
    expect(page.locator("tbody")).not_to_contain_text(words("behind", "ja"))
    house.look(page)
    rows = page.locator("tbody tr")
    return [rows.nth(n).locator("td.num-strong").inner_text().strip() for n in range(3)]


def change_terms(page, leg, percent):
    page.locator("details.leg-terms summary").nth(leg).click()
    form = page.locator("details.leg-terms").nth(leg)
    form.locator("[name=percent]").fill(percent)
    with page.expect_navigation():
        form.get_by_role("button", name=words("Save the leg", "ja")).click()


def only_its_own_price_stands_on_a_quote(house, page, figures):
    """The dealer's quote, on its page and as PDF, has neither the price before nor after."""
    assert len(set(figures)) == len(figures)
    page.locator("tbody tr").nth(1).locator("a").first.click()
    main = page.locator("#main")
    expect(main).to_contain_text(figures[1])
    house.look(page)
    shown = {"page": main.inner_text(), "pdf": text_of_pdf(page)}
    for text in shown.values():
        said = [figure for figure in figures if number_of(figure) in text]
        assert said == [figures[1]]


def number_of(figure):
    return re.search(r"[\d,.]+", figure)[0]


def text_of_pdf(page):
    """Have the quote made as PDF and read it."""
    page.goto(f"{page.url}/documents")
    page.locator("#make-ja-quote-pdf").click()
    ready = page.locator("a[href$='/file']").first
    expect(ready).to_be_visible()
    content = page.request.get(page.url.split("/quotes/")[0] + ready.get_attribute("href")).body()
    sheets = pypdfium2.PdfDocument(content)
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in sheets)
