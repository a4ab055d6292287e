"""A product manager makes a model from nothing and publishes it; a rep sells it the same minute."""

import pytest
from playwright.sync_api import expect

from tests.browser.desks import PATIENCE
from tests.browser.steps import choose_product, press, words

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

SKU = "SV-1U"  # a file server of the demo company, sold as it is until now
EXCLUDES = "引き抜き式レールと卓上スタンドは同時に選べません。"
REQUIRES = "24時間保守には引き抜き式レールが必要です。"


class Editor:
    """The editor in front of somebody: every edit is seen in the list, without leaving the page."""

    def __init__(self, page):
        self.page = page

    def adds(self, english, *, then, **fields):
        """Open a form of the editor, fill it in, and wait for what it adds."""
        self.page.locator("#model").get_by_role("link", name=words(english, "ja")).last.click()
        self.sends(then, **fields)

    def rule(self, english, then, **fields):
        """Add a rule of a kind from the menu."""
        press(self.page, "ja", "Add a rule")
        press(self.page, "ja", english, "link")
        self.sends(then, **fields)

    def sends(self, then, **fields):
        form = self.page.locator("#part-form")
        for name, value in fields.items():
            box = form.locator(f"[name={name}]").first
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        form.locator("button[type=submit]").click()
        expect(form).to_have_count(0)
        expect(self.page.locator("#model")).to_contain_text(then)


def test_a_model_is_built_published_and_sold_the_same_minute(house):
    suzuki = house.signed_in("suzuki@mitsumori.example")
    suzuki.goto(f"{house.address}/products?q={SKU}")
    suzuki.locator("tbody a").first.click()
    press(suzuki, "ja", "Models", "link")
    suzuki.locator("form[action$=models] button").first.click()

    editor = Editor(suzuki)
    build(editor)
    undo_and_redo(suzuki)
    try_out(house, editor)
    publish(house, suzuki)
    sell(house, house.signed_in("sato@mitsumori.example"))


def build(editor):
    """Groups with their options, a rule that excludes, one that requires, each with its words."""
    editor.adds("Add a group", then="取り付け", label_ja="取り付け", label_en="Mounting")
    editor.adds("Add an option", then="引き抜き式レール",
                name_ja="引き抜き式レール", name_en="Rails", sku="RAIL-4U")  # fmt: skip
    editor.adds("Add an option", then="床置き", name_ja="床置き", name_en="Floor")
    editor.adds("Add a group", then="保守", label_ja="保守", label_en="Support", least="0")
    editor.adds("Add an option", then="24時間保守",
                name_ja="24時間保守", name_en="Around the clock", sku="SUP-24")  # fmt: skip
    editor.adds("Add a group", then="付属品", label_ja="付属品", label_en="Extras",
                least="0", most="2")  # fmt: skip
    editor.adds("Add an option", then="卓上スタンド", name_ja="卓上スタンド", name_en="Stand")
    editor.adds("Add an option", then="鍵", name_ja="鍵", name_en="Lock")
    editor.rule("Two options exclude each other", EXCLUDES, this="mounting/RAIL-4U",
                that="extras/stand", message_ja=EXCLUDES, message_en="No.")  # fmt: skip
    editor.rule("One option needs another", REQUIRES, this="support/SUP-24",
                needs="mounting/RAIL-4U", message_ja=REQUIRES, message_en="Rails.")  # fmt: skip


def undo_and_redo(page):
    """The newest edit is undone by its name, and redone."""
    rules = page.locator("section[aria-labelledby=m-rules]")
    page.get_by_role("button", name="元に戻す").click()
    expect(rules).not_to_contain_text(REQUIRES)
    page.get_by_role("button", name="やり直す").click()
    expect(rules).to_contain_text(REQUIRES)


def try_out(house, editor):
    """The pane beside has followed every edit; a barred option says why, and is kept as a test."""
    page = editor.page
    rails = page.locator("#slot-mounting .option").filter(has_text="引き抜き式レール")
    rails.get_by_role("link").click()
    page.locator("#slot-extras").get_by_role("link").click()
    barred = page.locator("#slot-extras .option-off")
    expect(barred).to_contain_text(EXCLUDES)
    house.look(page)
    barred.get_by_role("link", name=words("Keep as a test: must not go together", "ja")).click()
    editor.sends("レールとスタンド", name="レールとスタンド")


def publish(house, page):
    """Nothing is published before its effect was shown and confirmed."""
    press(page, "ja", "To publishing", "link")
    house.look(page)
    page.locator("[name=confirmed]").check()
    press(page, "ja", "Publish")
    expect(page.locator("h1")).to_contain_text(words("Published", "ja"))


def sell(house, page):
    """A rep configures it: what is barred is explained, the price runs along."""
    page.goto(f"{house.address}/deals/dea_midorino_bim")
    page.locator("a[href*='/quotes/']").first.click()
    choose_product(page, SKU)
    price = page.locator(".configured-price")
    expect(price).to_contain_text("548,000")
    support = page.locator("#slot-support")
    support.locator(".slot-commands a").last.click()
    support.locator(".option-commands a").click()
    expect(price).to_contain_text("646,000")
    off = page.locator("#slot-mounting .option-off")
    expect(off).to_contain_text(REQUIRES)
    expect(off).to_contain_text("24時間保守")
    house.look(page)
    rails = page.locator("#slot-mounting .option").filter(has_text="RAIL-4U")
    rails.locator(".option-commands a").click()
    expect(price).to_contain_text("658,800")
    page.get_by_role("checkbox", name="鍵").check()
    expect(page.locator("#slot-extras .slot-chosen")).to_contain_text("鍵")
    press(page, "ja", "Save to the quote")
    line = page.locator(".quote-line").filter(has_text=SKU).last
    expect(line).to_contain_text("658,800")
