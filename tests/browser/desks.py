"""People in front of browsers: ours at desks, customers with phones, and the mails between them."""

import re
from contextlib import contextmanager

from playwright.sync_api import expect, sync_playwright

from tests.browser.axe import grave, overflow

DESK = {
    "viewport": {"width": 1280, "height": 800},
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
}
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
PATIENCE = 60_000  # milliseconds; a worker looks every two seconds, and tests share the machine


@contextmanager
def chromium_of_debian():
    """The browser that the machine has."""
    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


class House:
    """Opens browsers for people and remembers what was wrong with any page."""

    def __init__(self, chromium, address):
        self.chromium, self.address = chromium, address
        self.complaints, self.looked_at, self._contexts = [], set(), []
        self._postman = None

    def desk(self, language="ja"):
        return self._page(DESK, language)

    def phone(self, language="ja"):
        return self._page(PHONE, language)

    def signed_in(self, address, language="ja", how=DESK):
        """Open a browser and sign in as somebody of the demo company, with one click."""
        page = self._page(how, language)
        page.goto(f"{self.address}/login")
        page.locator(f"form:has(input[value='{address}']) button").click()
        expect(page.locator("nav").first).to_be_attached()
        return page

    def look(self, page):
        """What axe calls serious, and whatever sticks out of the window, is a complaint."""
        page.wait_for_load_state()
        expect(page.locator(".htmx-request")).to_have_count(0)
        where = f"{page.url.removeprefix(self.address)} ({page.viewport_size['width']} px)"
        self.looked_at.add(page.url)
        self.complaints += [f"{where}: {line}" for line in grave(page)]
        if wide := overflow(page):
            self.complaints.append(f"{where}: {wide} px wider than the window")

    def link_for(self, address, path):
        """Return the newest link beginning with a path in the mails to somebody."""
        wanted = re.compile(rf'href="({self.address}/{path}/[^"]+)"')
        return self._until(lambda: self._newest_link(address, wanted))

    def mailed(self, address, words):
        """Wait until somebody has a mail whose subject contains words."""
        self._until(lambda: words in self._list_of_mails(address))

    def _newest_link(self, address, wanted):
        for mail in re.findall(r'href="(/outgoing-mail/[^"?]+)"', self._list_of_mails(address))[:3]:
            if found := wanted.search(self._read(mail)):
                return found[1]
        return None

    def _list_of_mails(self, address):
        shown = self._read(f"/outgoing-mail?q={address}")
        return shown.partition("<tbody")[2].partition("</tbody>")[0]

    def _read(self, path):
        """Return a page as it is sent to whoever looks after the mails; nothing is drawn."""
        if self._postman is None:
            self._postman = self.signed_in("kobayashi@mitsumori.example")
        return self._postman.request.get(f"{self.address}{path}").text()

    def _until(self, found):
        """Ask again and again: what a worker does takes a moment."""
        waited = 0
        while not (it := found()):
            assert waited < PATIENCE, "it did not come"
            self._postman.wait_for_timeout(250)
            waited += 250
        return it

    def _page(self, how, language):
        context = self.chromium.new_context(**how, locale=LOCALES[language])
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._note)
        return page

    def _note(self, answer):
        if answer.status >= 500:
            self.complaints.append(f"{answer.status} {answer.url}")

    def close(self):
        for context in self._contexts:
            context.close()
