"""Three people sign on a phone: one draws, one types, one seals by keyboard alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.application import application, without_the_journey
from tests.browser.axe import findings, overflow
from tests.browser.desks import LOCALES, PHONE
from tests.signing.builders import (
    copy_to,
    deliver,
    envelope,
    link_secret,
    recipients_of,
    sent,
    signer,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def address(database, monkeypatch):
    """The service in a thread; no other room listens, for there is no deal."""
    without_the_journey(monkeypatch)
    with application(csrf=True) as app:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()


@pytest.fixture
def phone(chromium):
    """Opens a page on a phone; what a page complains about fails the test."""
    contexts, complaints = [], []

    def pick_up(language="ja", **more):
        context = chromium.new_context(**PHONE, locale=LOCALES[language], **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield pick_up
    for context in contexts:
        context.close()
    assert complaints == []


def elsewhere(deed, *what, **how):
    """Do what a worker does in a thread: this one belongs to the browser's driver."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(deed, *what, **how).result()


def looked_at(page):
    """Nothing is wrong for keyboards and screen readers, and nothing sticks out."""
    page.wait_for_load_state()
    assert findings(page) == []
    assert overflow(page) == 0


def come_in(page, address, envelope_id, position):
    secret = link_secret(recipients_of(envelope_id)[position - 1])
    page.goto(f"{address}/sign/{secret}")
    looked_at(page)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="文書を開く").or_(
        page.get_by_role("button", name="Open the document")
    ).press("Enter")
    page.wait_for_url("**/sign/now")
    looked_at(page)
    page.locator("[name=agree]").press("Space")
    page.locator("[name=agree]").press("Enter")
    page.wait_for_selector("#sign-form")
    looked_at(page)


def draw(page):
    page.locator("#pad").scroll_into_view_if_needed()
    box = page.locator("#pad").bounding_box()
    left, middle = box["x"] + 40, box["y"] + box["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(left + step * 10, middle + (step * 17) % 40 - 20)
    page.mouse.up()


def test_three_people_sign_on_a_phone(address, phone):
    people = [signer(1), signer(3, stage=2, language="en"), signer(4, stage=3), copy_to()]
    envelope_id = elsewhere(sent, people, pages=2)

    page = phone()
    come_in(page, address, envelope_id, 1)
    page.locator("[name=method][value=draw]").check()
    page.get_by_role("button", name="同意して署名").click()
    expect(page.locator(".field-error")).to_contain_text("署名を書いてください")
    draw(page)
    draw(page)
    expect(page.locator("#pad-said")).to_contain_text("書きました")
    expect(page.locator("svg .spot-filled")).to_have_count(1)
    drawn = page.locator("[name=strokes]").input_value()
    page.get_by_role("button", name="一つ戻す").click()
    assert 0 < len(page.locator("[name=strokes]").input_value()) < len(drawn)
    page.reload()
    page.locator("[name=method][value=draw]").check()
    expect(page.locator("#pad-said")).to_contain_text("書きました")
    looked_at(page)
    page.get_by_role("button", name="同意して署名").click()
    expect(page.locator(".notice-success")).to_contain_text("ありがとうございました")
    looked_at(page)
    elsewhere(deliver)

    page = phone("en")
    come_in(page, address, envelope_id, 2)
    typed = page.get_by_label("Signature in letters")
    before = page.locator("[data-preview=type]").get_attribute("src")
    typed.fill("J. Smith")
    expect(page.locator("[data-preview=type]")).not_to_have_attribute("src", before)
    page.get_by_role("button", name="Agree and sign").press("Enter")
    expect(page.locator(".notice-success")).to_contain_text("You have signed")
    elsewhere(deliver)

    page = phone(java_script_enabled=False)
    secret = link_secret(recipients_of(envelope_id)[2])
    page.goto(f"{address}/sign/{secret}")
    page.get_by_role("button", name="文書を開く").press("Enter")
    page.wait_for_timeout(900)
    page.get_by_role("button", name="文書を開く").press("Enter")
    page.locator("[name=agree]").check()
    page.get_by_role("button", name="文書へ進む").press("Enter")
    expect(page.locator("[name=method][value=draw]")).to_be_hidden()
    expect(page.locator("[data-preview=seal]")).to_be_visible()
    page.get_by_role("button", name="同意して署名").press("Enter")
    elsewhere(deliver)
    page.goto(f"{address}/sign/now")
    expect(page.get_by_role("link", name="署名済み文書（PDF）")).to_be_visible()

    done = envelope(envelope_id)
    assert done.status == "completed"
    assert [person.state for person in done.recipients] == ["signed"] * 3 + ["copied"]


def test_declining_is_asked_about_once_more(address, phone):
    envelope_id = elsewhere(sent, [signer(1)])
    page = phone()
    come_in(page, address, envelope_id, 1)

    page.get_by_text("署名しない場合はこちら").click()
    page.get_by_label("理由").fill("価格が合いません。")
    page.get_by_role("button", name="署名を辞退する").click()
    page.get_by_role("dialog").get_by_role("button").first.click()
    assert envelope(envelope_id).status == "sent"
    page.get_by_role("button", name="署名を辞退する").click()
    page.locator("#ask [data-yes]").click()

    expect(page.locator(".notice-warning")).to_contain_text("署名を辞退されました")
    looked_at(page)
    assert envelope(envelope_id).status == "declined"


def test_the_bar_leads_to_the_signature_and_leaves_when_it_is_in_sight(address, phone):
    page = phone()
    come_in(page, address, elsewhere(sent, [signer(1)], pages=3), 1)

    page.get_by_role("link", name="署名欄へ進む", exact=True).click()

    expect(page.locator("#sign")).to_be_in_viewport()
    expect(page.locator(".sign-bar")).to_have_css("visibility", "hidden")
