"""mitsumori.js in a real browser, under our policy: it asks, waits, refuses and keeps the focus."""

import secrets
import threading
from time import sleep

import pytest
from flask import g, render_template_string, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.browser.axe import findings, overflow
from tests.web.parts_app import IMPORTS, small_app
from web.security import POLICY

pytestmark = pytest.mark.browser
CONTENT = """{% extends "layout.html" %}IMPORTS{% block title %}Trial{% endblock %}
{% block content %}
<form id="asked" method="post" action="/done" data-confirm="Really?">
  {{ csrf() }}{{ submit("Delete", name="which", value="this") }}</form>
<form id="slow" method="post" action="/slow">{{ csrf() }}{{ submit("Send") }}</form>
<form id="piece" hx-post="/piece" hx-target="#result">
  {{ csrf() }}{{ field("amount", "Amount") }}{{ submit("Count") }}</form>
<div id="result"></div>
<button class="btn" hx-post="/refuse" hx-target="#result">Refuse</button>
<form id="lost" method="post" action="/done" data-confirm="Really?" data-confirm-tone="danger">
  {{ csrf() }}{{ submit("Throw away") }}</form>
<a href="/?narrow=1" hx-get="/?narrow=1" hx-target="#result" hx-push-url="true">Narrow</a>
<button class="btn" hx-get="/broken" hx-target="#result">Break</button>
{% call menu("one", "More") %}<a href="#result">Open</a>{% endcall %}
{% endblock %}"""
REFUSAL = '<div role="alert" tabindex="-1" class="notice notice-danger">Not like this.</div>'


def trial_app():
    """One page with everything the script does, and the answers it gets; ``heard`` remembers."""
    app = small_app()
    app.heard = heard = []
    app.before_request(lambda: setattr(g, "nonce", secrets.token_urlsafe(8)))
    app.after_request(_with_policy)

    def slow():
        heard.append(("slow", None))
        sleep(0.5)
        return "sent"

    def note(kind, value, answer):
        heard.append((kind, value))
        return answer

    refused = (REFUSAL, 422, {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"})

    def whole_or_part():
        if request.headers.get("HX-Request"):
            return "<p>narrowed</p>"
        return render_template_string(CONTENT.replace("IMPORTS", IMPORTS))

    answers = {
        "/": whole_or_part,
        "/done": lambda: note("done", request.form.get("which"), "done"),
        "/slow": slow,
        "/piece": lambda: note("token", request.headers.get("X-CSRFToken"), "<p>counted</p>"),
        "/refuse": lambda: refused,
        "/broken": lambda: ("<h1>A whole page of an error</h1>", 500),
    }
    for path, answer in answers.items():
        app.add_url_rule(path, path.strip("/") or "page", answer, methods=["GET", "POST"])
    return app


def _with_policy(response):
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=g.nonce)
    return response


@pytest.fixture(scope="module")
def address():
    app = trial_app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}", app.heard
    server.shutdown()


@pytest.fixture
def page(chromium, address):
    opened = chromium.new_page(viewport={"width": 1280, "height": 800})
    complaints = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(address[0])
    address[1].clear()
    yield opened
    assert complaints == []
    opened.close()


def test_a_deed_is_asked_about_before_it_is_done(page, address):
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Really?")
    page.get_by_role("dialog").get_by_role("button").first.click()  # no
    assert address[1] == []

    page.get_by_role("button", name="Delete").click()
    page.locator("#ask [data-yes]").click()
    expect(page.locator("body")).to_have_text("done")
    assert address[1] == [("done", "this")]


def test_the_answer_is_called_like_the_deed_and_red_only_where_something_is_lost(page):
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#ask [data-yes]")).to_have_text("Delete")
    expect(page.locator("#ask [data-yes]")).to_have_class("btn btn-primary")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Throw away").click()
    expect(page.locator("#ask [data-yes]")).to_have_text("Throw away")
    expect(page.locator("#ask [data-yes]")).to_have_class("btn btn-danger")


def test_going_back_from_a_partial_update_shows_the_whole_page(page):
    page.get_by_role("link", name="Narrow").click()
    expect(page.locator("#result")).to_have_text("narrowed")
    page.go_back()
    expect(page.get_by_role("heading", name="Trial")).to_be_visible()
    expect(page.locator("#result")).to_be_empty()


def test_a_second_click_does_not_send_twice(page, address):
    page.locator("#slow button").dblclick(no_wait_after=True)
    expect(page.locator("body")).to_have_text("sent")
    assert address[1] == [("slow", None)]


def test_coming_back_the_buttons_work_again(page):
    page.locator("#slow button").click()
    expect(page.locator("body")).to_have_text("sent")
    page.go_back()
    expect(page.locator("#slow button")).to_be_enabled()


def test_a_partial_update_carries_the_token_and_keeps_the_focus(page, address):
    page.get_by_label("Amount").press("Enter")
    expect(page.locator("#result")).to_have_text("counted")
    assert address[1] == [("token", "the-token")]
    expect(page.get_by_label("Amount")).to_be_focused()


def test_a_refusal_comes_on_top_and_has_the_focus(page):
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator("#messages [role=alert]")).to_be_focused()
    expect(page.locator("#result")).to_be_empty()


def test_an_error_does_not_land_in_the_middle_of_the_page(page):
    page.get_by_role("button", name="Break").click()
    expect(page.locator("#messages [role=alert]")).to_be_visible()
    expect(page.get_by_text("A whole page of an error")).to_have_count(0)


def test_a_menu_opens_by_keyboard_and_closes_with_escape(page):
    page.get_by_role("button", name="More").press("Enter")
    expect(page.get_by_role("link", name="Open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Open")).to_be_hidden()
    expect(page.get_by_role("button", name="More")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert findings(page) == []
    assert overflow(page) == 0
