"""Takes the pictures of README and docs: the journey in Japanese, with the demo company.

``.venv/bin/python -m tests.browser.pictures`` starts a service of its own; with an address behind
it, the one that answers there is used.
"""

import sys
import tempfile
from contextlib import nullcontext
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import expect

from tests.browser.desks import PATIENCE, House, chromium_of_debian
from tests.browser.service import serving
from tests.browser.steps import (
    ENGINEER,
    LEADER,
    MANAGER,
    PRESIDENT,
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
    words,
)
from tests.demo_company import ROOT

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 128
MARGIN = 80  # pixels above what a picture is about; the bar on top takes most of them
SETTLED = 1200  # milliseconds until a page has what it fetches by itself; nobody presses sooner
PAPER_WIDTH = 900  # pixels of a page of a document
push = partial(press, language="ja")


class Album(House):
    """Wherever a test would look at a page, a picture is taken, if one has been asked for."""

    def __init__(self, chromium, address):
        super().__init__(chromium, address)
        self.coming = []

    def next(self, *names):
        """Name the pictures of the next looks; an empty name stands for no picture.

        ``configure#slot-case``: with this element at the top of the window.
        """
        self.coming = list(names)

    def look(self, page):
        """Take the picture."""
        page.wait_for_timeout(SETTLED)
        name, _mark, place = self.coming.pop(0).partition("#") if self.coming else ("", "", "")
        if name:
            page.evaluate("document.activeElement.blur()")
            page.evaluate(
                "y => scrollTo({top: y, behavior: 'instant'})", self._height_of(page, place)
            )
            keep(name, Image.open(BytesIO(page.screenshot(animations="disabled"))))

    def take(self, page, name):
        """Take one picture now."""
        self.next(name)
        self.look(page)

    def _height_of(self, page, place):
        if not place:
            return 0
        top = page.locator(f"#{place}").evaluate("it => it.getBoundingClientRect().top + scrollY")
        return top - MARGIN


def keep(name, picture):
    """Write a picture down in few colours."""
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def offer(album, sato):
    """Open a deal, configure, price and submit."""
    push(sato, english="New deal", role="link")
    open_deal(sato, "株式会社青木製作所", "con_aoki_engineer", "解析用ワークステーション更新")
    push(sato, english="Create the deal")
    deal = sato.url
    push(sato, english="Make a quote")
    choose_product(sato, "WS-PRO")
    album.next("configure#slot-processor", "")
    configure(album, sato, "ja")
    line = sato.locator(".quote-line").first
    change(line, "quantity", "5")
    change(line, "percent", "18")
    change(line, "reason", "年度内導入のため競合と同条件に")
    expect(sato.locator("#approval li")).to_have_count(2)
    sato.wait_for_timeout(SETTLED)
    line.locator("summary").click()
    album.take(sato, "quote#lines-title")
    total = sato.locator(".sums-total dd").inner_text()
    push(sato, english="Submit")
    say_yes(sato)
    expect(sato.locator(".quote-line input[name=percent]")).to_have_count(0)
    return deal, sato.url, total


def approve(album):
    """The leader and the manager say yes."""
    for approver, name in ((LEADER, "approval"), (MANAGER, "")):
        desk = album.desk()
        desk.goto(album.link_for(approver, "a"))
        desk.locator("[name=comment]").fill("年度内の納入なら、この条件で進めてください。")
        album.take(desk, name)
        push(desk, english="Approve")
        expect(desk.locator("#decision")).to_have_count(0)


def propose(album, sato, quote, total):
    """Make a proposal; the customer reads and accepts it."""
    sato.goto(quote)
    push(sato, english="Make a proposal", role="link")
    push(sato, english="Make the proposal")
    expect(sato.get_by_role("button", name=words("Share", "ja"), exact=True)).to_be_visible()
    push(sato, english="Share")
    album.next("", "share", "")
    read_and_accept(album, album.desk(), ENGINEER, "ja", total)


def contract(album, sato, quote):
    """Send the order form; everybody signs."""
    sato.goto(quote)
    push(sato, english="Send to sign", role="link")
    push(sato, english="Send to sign")
    sato.wait_for_url("**/envelopes/**")
    for signer, how, name in (
        (ENGINEER, draw, "sign#sign"),
        (PRESIDENT, partial(seal_it, letters="青木"), ""),
        (MANAGER, seal_it, ""),
    ):
        album.next("", "", name, "")
        sign(album, album.phone(), signer, "ja", how)
        if signer == PRESIDENT:
            sato.goto(sato.url)
            album.take(sato, "envelope")


def show(album, sato, deal):
    """The story of the deal, and the order that finance has."""
    sato.goto(deal)
    expect(sato.locator(".step-done").last).to_contain_text("受注")
    album.take(sato, "deal")
    album.take(sato, "story#story-title")
    sato.goto(f"{album.address}/board")
    album.take(sato, "board")
    tanaka = album.signed_in("tanaka@mitsumori.example")
    tanaka.locator("main tbody a").first.click()
    album.take(tanaka, "order")
    link = tanaka.locator("main a[href$='.pdf']").first.get_attribute("href")
    document = tanaka.request.get(f"{album.address}{link}").body()
    opened = pypdfium2.PdfDocument(document)
    opened.init_forms()  # signatures stand in fields
    page = opened[0]
    keep("order-form", page.render(scale=PAPER_WIDTH / page.get_width()).to_pil())


def main(addresses):
    """Take all pictures."""
    expect.set_options(timeout=PATIENCE)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mitsumori-pictures-") as folder:
        service = nullcontext(addresses[0]) if addresses else serving(Path(folder))
        with service as address, chromium_of_debian() as chromium:
            album = Album(chromium, address)
            sato = album.signed_in("sato@mitsumori.example")
            deal, quote, total = offer(album, sato)
            approve(album)
            propose(album, sato, quote, total)
            contract(album, sato, quote)
            show(album, sato, deal)
            album.close()


if __name__ == "__main__":
    main(sys.argv[1:])
