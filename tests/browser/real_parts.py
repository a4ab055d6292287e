"""Real parts are brought into a service, in the browser: imported, and put together by a model."""

import re

from playwright.sync_api import expect

from tests.browser.steps import press, words
from tests.real_parts import DEMO, PARTS, WORKSTATION

FILES = ("case", "cpu", "internal-hard-drive", "memory", "monitor", "motherboard", "os",
         "power-supply", "video-card")  # fmt: skip
ROWS = 60  # of each file; the workstation's own parts are among the first
NAME = "PC workstation"
TEST = """
[[tests]]
name = "The workstation of the story"
[tests.choices]
{choices}
"""


def real_workstation(house):
    """Import the parts and publish the model; returns the SKU of the workstation."""
    suzuki = house.signed_in("suzuki@mitsumori.example")
    import_parts(house, suzuki)
    suzuki.goto(f"{house.address}/products?q={NAME}")
    suzuki.locator("tbody a").first.click()
    sku = re.search(r"WORKSTATION-\w+", suzuki.locator("#main").inner_text())[0]
    press(suzuki, "ja", "Models", "link")
    publish_model(suzuki)
    return sku


def import_parts(house, page):
    """The parts at their prices in dollars; putting a workstation together costs $150."""
    page.goto(f"{house.address}/import")
    files = [(f"{name}.csv", first_rows(name)) for name in FILES]
    files.append(("workstation.csv", f"name,price\n{NAME},150\n"))
    page.locator("[name=files]").set_input_files(
        [{"name": n, "mimeType": "text/csv", "buffer": text.encode()} for n, text in files]
    )
    press(page, "ja", "Read the files")
    page.locator("summary", has_text=words("The mapping as TOML", "ja")).click()
    form = page.locator("form[action$='/toml']")
    form.locator("[name=toml]").fill((DEMO / "mapping.toml").read_text("utf-8"))
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
    press(page, "ja", "Import now")
    press(page, "ja", "To the products", "link")


def first_rows(name):
    lines = (PARTS / f"{name}.csv").read_text("utf-8").splitlines()
    return "\n".join(lines[: ROWS + 1])


def publish_model(page):
    """The model is taken over from a file; parts that nothing here fits are meant to be there."""
    picks = [one.split(":") for one in WORKSTATION]
    chosen = [f'{slot} = {{ sku = "{sku}", quantity = {n} }}' for slot, n, sku in picks]
    text = (DEMO / "workstation.toml").read_text("utf-8") + TEST.format(choices="\n".join(chosen))
    page.locator("[name=text]").fill(text)
    page.locator("form[action$='/models/import'] button[type=submit]").click()
    press(page, "ja", "To publishing", "link")
    page.wait_for_url("**/publish")
    while (form := page.locator("form[action$='/meant']").first).count():
        form.evaluate(
            "form => form.querySelectorAll('[name=meant]').forEach(b => b.checked = true)"
        )
        with page.expect_navigation():
            form.locator("button[type=submit]").click()
    page.locator("[name=confirmed]").check()
    press(page, "ja", "Publish")
    expect(page.locator("h1")).to_contain_text(words("Published", "ja"))
