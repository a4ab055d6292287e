"""The lines of a quote by keyboard: typed, moved along, pasted from a spreadsheet, undone."""

import pytest
from playwright.sync_api import expect

from tests.browser.desks import PATIENCE

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector("#f-add-product").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_rep_pastes_types_and_takes_back_without_a_mouse(house):
    page = house.signed_in("sato@mitsumori.example")
    page.goto(f"{house.address}/quotes?q=Q-2026-0002")
    page.locator("tbody a[href*='/quotes/']").first.click()
    lines = page.locator(".quote-line")
    expect(lines).to_have_count(2)

    page.evaluate(PASTE, "CAM-4K\t2\nSV-1U\t1\nCAM-9\t1")
    dialog = page.locator("#paste")
    expect(dialog).to_be_visible()
    house.look(page)
    dialog.locator(".btn-primary").click()
    expect(dialog.locator(".notice-success")).to_be_visible()
    dialog.locator(".btn-quiet").click()
    expect(lines).to_have_count(4)

    field = lines.nth(2).locator("[name=quantity]")
    field.fill("３")
    field.press("Enter")
    expect(lines.nth(3).locator("[name=quantity]")).to_be_focused()
    expect(lines.nth(2).locator("[name=net]")).to_have_value("47,400")
    below = lines.nth(3).locator("[name=quantity]")
    below.fill("99")
    below.press("Escape")
    expect(below).to_have_value("1")
    below.press("ArrowUp")
    expect(field).to_be_focused()

    page.keyboard.press("Control+Delete")
    expect(lines).to_have_count(3)
    expect(page.locator("#put-back")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(lines).to_have_count(4)
    expect(lines.nth(2).locator("[name=quantity]")).to_have_value("3")
    house.look(page)
