"""What people do on the pages, step by step; tests and pictures follow the same way."""

from math import cos, sin

from playwright.sync_api import expect

from foundation.language import _, say

WORKSTATION = {
    "case": "CASE-T5",
    "power": "PSU-750",
    "motherboard": "MB-L18-X",
    "processor": "CPU-L18-20",
    "cooler": "CLR-A2",
    "memory": "MEM-D5-32",
    "graphics": "GPU-A4",
    "storage": "SSD-1T",
    "system": "OS-WP",
}
ENGINEER = "i.suzuki@aoki.example"
PRESIDENT = "m.aoki@aoki.example"
LEADER, MANAGER = "takahashi@mitsumori.example", "suzuki@mitsumori.example"


def words(english, language, **values):
    """What a button or heading says in a language."""
    return say(_(english, **values), language)


def press(page, language, english, role="button"):
    page.get_by_role(role, name=words(english, language), exact=True).first.click()


def say_yes(page):
    page.locator("#ask [data-yes]").click()


def open_deal(page, customer, contact, name):
    page.locator("[name=customer_id]").select_option(label=customer)
    expect(page.locator(f"option[value={contact}]")).to_be_attached()
    page.locator("[name=contact_id]").select_option(contact)
    page.locator("[name=name]").fill(name)


def choose_product(page, sku):
    page.wait_for_load_state()  # letters typed before the script is there suggest nothing
    page.locator("#add-line [name=product]").press_sequentially(sku)
    page.locator(f"button.suggestion[value={sku}]").click()


def add_product(page, sku):
    choose_product(page, sku)
    expect(page.locator(".quote-lines")).to_contain_text(sku)


def change(line, name, value):
    """Fill in a field of a line and leave it; the page works it out by itself."""
    with line.page.expect_response(lambda answer: "/lines/" in answer.url):
        line.locator(f"[name={name}]").fill(value)
        line.locator(f"[name={name}]").press("Tab")


def configure(house, page, language, parts=WORKSTATION, on_the_way=lambda _slot: None):
    """Choose a part for every slot; ``on_the_way`` is told which comes next."""
    for slot, sku in parts.items():
        on_the_way(slot)
        option = option_of(page, slot, sku)
        if slot == "processor":
            off = page.locator(f"#slot-{slot} .option-off .option-why").first
            expect(off).to_contain_text("ソケットが合いません")
            house.look(page)
        option.locator(".option-commands a").click()
        expect(page.locator(f"#slot-{slot} .slot-chosen svg")).to_be_attached()
    house.look(page)
    press(page, language, "Save to the quote")
    expect(page.locator(".quote-lines")).to_be_visible()


def option_of(page, slot, called):
    """Open a slot and find an option in it; where there are many, by typing what it is called."""
    place = page.locator(f"#slot-{slot}")
    expect(place).to_be_visible()
    if "slot-open" not in place.get_attribute("class"):
        place.locator(".slot-commands a").last.click()
        expect(place.locator(".slot-body")).to_be_visible()
    option = place.locator(".option").filter(has_text=called).first
    if not option.count():
        place.locator("#slot-q").press_sequentially(called)
    expect(option).to_be_visible()
    return option


def read_and_accept(house, phone, reader, language, total):
    phone.goto(house.link_for(reader, "p"))
    expect(phone.locator("main")).not_to_contain_text(total)  # the title only
    house.look(phone)
    press(phone, language, "Open the documents")
    expect(phone.locator("main")).to_contain_text(total)
    house.look(phone)
    phone.locator("#accept [name=agree]").check()
    press(phone, language, "Accept the quote")
    say_yes(phone)
    expect(phone.locator(".accepted")).to_be_visible()
    house.look(phone)


def sign(house, page, signer, language, how):
    page.goto(house.link_for(signer, "sign"))
    house.look(page)
    press(page, language, "Open the document")
    page.locator("[name=agree]").check()
    house.look(page)
    press(page, language, "Go on to the documents")
    how(page)
    house.look(page)
    press(page, language, "Agree and sign")
    expect(page.locator("#sign-form")).to_have_count(0)
    house.look(page)


def draw(page):
    choose(page, "draw")
    pad = page.locator("#pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    left, top = box["x"], box["y"]
    page.mouse.move(left + 70, top + 90)
    page.mouse.down()
    for step in range(1, 60):  # loops that grow smaller, as a hurried hand writes
        turn, size = step / 4, 1 - step / 80
        page.mouse.move(
            left + 45 + 3 * step + 25 * size * cos(turn), top + 90 - 45 * size * sin(turn)
        )
    page.mouse.up()


def type_it(page):
    choose(page, "type")
    page.locator("[name=typed_text]").fill("青木 誠")


def seal_it(page, letters="鈴木"):
    choose(page, "seal")
    page.locator("[name=seal_text]").fill(letters)


def choose(page, method):
    page.locator(f"label:has([name=method][value={method}])").click()
