"""A form that makes something new makes one, however often its button is pressed."""

import re
from io import BytesIO
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from customers.models import Customer
from foundation.db import reading, transaction
from people import actions as people
from people.roles import Role
from tests.application import application


@pytest.fixture
def app(database):
    with application() as made:
        yield made


@pytest.fixture
def browser(app):
    """Return a way to open another window of the same browser."""
    roles = [Role.REP, Role.MANAGER]
    with transaction() as session:
        card = people.add_person(
            session, email="a@mitsumori.example", name="佐藤", roles=roles, password="a" * 12
        )

    def window():
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(person=card.id, generation=2)
        return client

    return window


def form_of(window):
    page = window.get("/customers/new").text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    return {
        "once": once,
        "name": "青木製作所",
        "channel": "direct",
        "currency": "JPY",
        "language": "ja",
    }


def companies():
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Customer))


def test_a_second_click_leads_where_the_first_one_did(browser):
    window = browser()
    form = form_of(window)
    first, second = (window.post("/customers", data=form) for _click in range(2))

    assert (first.status_code, second.status_code) == (302, 302), first.text
    assert first.location == second.location
    assert companies() == 1


def test_two_clicks_at_the_same_moment_make_one(browser):
    form, ready, answers = form_of(browser()), Barrier(2), []

    def click():
        window = browser()
        ready.wait()
        answers.append(window.post("/customers", data=form).status_code)

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert answers == [302, 302]
    assert companies() == 1


def test_what_is_typed_anew_is_another_one(browser):
    window = browser()
    form = form_of(window)
    window.post("/customers", data=form)
    window.post("/customers", data={**form, "name": "東都電子"})

    assert companies() == 2


def test_another_file_in_the_same_form_is_another_request(browser):
    window = browser()

    def upload(words):
        files = (BytesIO(words), "prices.csv")
        answer = window.post("/import", data={"once": "a", "mapping": "", "files": files})
        return answer.location

    first, other, again = (upload(b"sku,name\nA%c,x\n" % letter) for letter in b"121")

    assert first == again != other
    assert "/import/" in other


def test_a_refused_form_may_be_sent_again(browser):
    window = browser()
    form = form_of(window)

    assert window.post("/customers", data={**form, "name": ""}).status_code == 422
    assert window.post("/customers", data=form).status_code == 302
