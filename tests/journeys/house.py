"""Everybody who meets in a story, each with a browser of their own that has no screen."""

import re
from urllib.parse import urlsplit

import lxml.html

from foundation.db import transaction
from foundation.jobs import look_and_deliver
from people.actions import give_token
from people.queries import person_by_email
from web.demo_people import DEMO_PASSWORD

HANDS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


class House:
    """The running service: opens browsers, lets the worker work, reads the outgoing mail."""

    def __init__(self, app):
        self.app = app
        self._postman = None

    def signed_in(self, name):
        """Return the browser of somebody of the demo company: ``house.signed_in("sato")``."""
        visitor = self.visitor()
        visitor.opens("/login")
        visitor.sends("/login", email=f"{name}@mitsumori.example", password=DEMO_PASSWORD, next="")
        return visitor

    def visitor(self):
        """Return the browser of somebody who does not sign in."""
        return Visitor(self.app.test_client())

    def system(self, name):
        """Return another system that acts for somebody with a bearer token."""
        with transaction() as session:
            person = person_by_email(session, f"{name}@mitsumori.example")
            return System(self.app.test_client(), give_token(session, person))

    def work(self):
        """Let the worker do what waits, and what follows from it, until nothing is due."""
        while look_and_deliver():
            pass

    def link_for(self, address, path):
        """Return the newest link in the mails to somebody that begins with /a/, /p/ or /sign/."""
        postman = self._mailbox()
        page = postman.opens(f"/outgoing-mail?q={address}")
        for mail in page.hrefs(r"^/outgoing-mail/[^/?]+$"):
            links = postman.opens(mail).hrefs(rf"/{path}/[\w-]{{16,}}$")
            if links:
                return urlsplit(links[0]).path
        raise AssertionError(f"no mail to {address} has a link to /{path}/")

    def subjects_to(self, address):
        """Return the subjects of the mails to somebody, newest first."""
        page = self._mailbox().opens(f"/outgoing-mail?q={address}")
        return [words(link) for link in page.links(r"^/outgoing-mail/[^/?]+$")]

    def _mailbox(self):
        if self._postman is None:
            self._postman = self.signed_in("kobayashi")
        return self._postman


class Visitor:
    """A browser: keeps its cookies, follows redirects, and complains about what went wrong."""

    def __init__(self, client):
        self.client = client

    def opens(self, address, expect=200, **headers):
        answer = self.client.get(address, headers={**HANDS, **headers}, follow_redirects=True)
        return Page(answer, expect)

    def sends(self, address, expect=200, **fields):
        answer = self.client.post(address, data=fields, headers=HANDS, follow_redirects=True)
        return Page(answer, expect)

    def fetches(self, address):
        """Return the bytes of a file."""
        answer = self.client.get(address, headers=HANDS)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.data


class System:
    """Another system: talks JSON with a bearer token."""

    def __init__(self, client, token):
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def gets(self, address):
        answer = self.client.get(f"/api/v1{address}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    def sends(self, address, expect=201, **body):
        answer = self.client.post(f"/api/v1{address}", json=body, headers=self.headers)
        assert answer.status_code == expect, answer.text
        return answer.json


class Page:
    """What came back: its words, links and fields."""

    def __init__(self, answer, expect):
        self.status, self.address = answer.status_code, answer.request.path
        self.html = lxml.html.fromstring(answer.get_data(as_text=True) or "<html></html>")
        assert self.status == expect, f"{self.status} {self.address}: {self.text[:800]}"

    @property
    def text(self):
        main = self.html.xpath("//main")
        return words(main[0] if main else self.html)

    def __contains__(self, said):
        return said in self.text

    def links(self, pattern):
        return [a for a in self.html.iter("a") if re.search(pattern, a.get("href", ""))]

    def hrefs(self, pattern):
        return list(dict.fromkeys(a.get("href") for a in self.links(pattern)))

    def actions(self, pattern):
        """Return where forms go."""
        found = [form.get("action") for form in self.html.iter("form") if form.get("action")]
        return [action for action in found if re.search(pattern, action)]

    def field(self, name):
        """Return what stands in a field: the first of its name that is chosen or filled."""
        for box in self.html.iter("input", "select", "textarea"):
            if box.get("name") == name:
                return box.value if box.value is not None else ""
        raise AssertionError(f"{self.address} has no field {name}: {self.text[:500]}")

    def fields(self, name):
        """Return every ticked value of a field."""
        boxes = self.html.xpath("//input[@name=$name][@checked]", name=name)
        return [box.get("value") for box in boxes]

    def option(self, name, said):
        """Return the value of the choice that says something."""
        for option in self.html.xpath("//select[@name=$name]//option", name=name):
            if said in words(option):
                return option.get("value")
        raise AssertionError(f"{self.address}: {name} offers no {said}")


def words(element):
    """Return the text of an element in one line."""
    return " ".join(element.text_content().split())
