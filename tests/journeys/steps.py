"""What people do in the stories, each step as a person does it: open a page, fill in its form."""

import re
from io import BytesIO
from unicodedata import normalize

from foundation.db import today
from tests.journeys.house import words


def connect_erp(house, erp):
    """The administrator lets another system listen; returns the secret it was shown."""
    kobayashi = house.signed_in("kobayashi")
    asked = kobayashi.opens("/admin/webhooks")
    kinds = asked.html.xpath("//input[@name='kinds']/@value")
    page = kobayashi.sends("/admin/webhooks", url=erp.url, name="ERP", kinds=kinds)
    return page.html.get_element_by_id("secret").get("value")


def open_deal(rep, customer, contact, name):
    """Open a deal and return the address of its page."""
    form = rep.opens(f"/deals/new?customer_id={customer}")
    page = rep.sends(
        "/deals/new",
        customer_id=customer,
        contact_id=contact,
        name=name,
        channel=form.field("channel"),
        expected_month=f"{today():%Y-%m}",
        owner_id=form.field("owner_id"),
    )
    return page.address


def stage_of(rep, deal):
    """Return the stage that the deal's page shows as the present one; a won deal is at its end."""
    ladder = rep.opens(deal).html.xpath("//ol[@class='steps-row']/li")
    here = [step for step in ladder if step.get("aria-current") == "step"]
    done = [step for step in ladder if "step-done" in step.get("class")]
    return (here or done)[-1].xpath(".//span[@class='step-words']/text()")[0].strip()


def open_quote(rep, deal):
    """Take the next step that the deal's page offers: make a quote."""
    [action] = rep.opens(deal).actions(r"/quotes$")
    return rep.sends(action).address


def add_line(rep, quote, sku, quantity):
    """Put a product on the quote and return the line's id."""
    before = set(lines_of(rep.opens(quote)))
    rep.sends(f"{quote}/lines", sku=sku, quantity=quantity)
    [line] = [one for one in lines_of(rep.opens(quote)) if one not in before]
    return line


def lines_of(page):
    """Return the ids of a quote's lines in order."""
    places = page.html.xpath("//li[starts-with(@id, 'l-')]/@id")
    return [place.removeprefix("l-") for place in places]


def first_line(rep, quote):
    return lines_of(rep.opens(quote))[0]


def configurator(rep, quote, line, chosen, opened):
    """Open the configurator with some choices made and one slot open."""
    picks = "".join(f"&c={one}" for one in chosen)
    return rep.opens(f"{quote}/lines/{line}/configure?begun=1&open={opened}{picks}")


def save_configuration(rep, quote, line, chosen):
    return rep.sends(f"{quote}/lines/{line}/configure", c=chosen)


def parts_of(rep, quote, line):
    """Return the bill of materials of a line: level and quantity by SKU."""
    rows = rep.opens(f"{quote}/lines/{line}").html.xpath("//tr[.//span[@class='bom-level']]")
    parts = {}
    for row in rows:
        [level] = row.xpath(".//span[@class='bom-level']/text()")
        for sku in row.xpath(".//span[@class='cell-sub']/text()"):
            parts[sku] = (int(level), row.xpath("string(td[2])").strip())
    return parts


def discount(rep, quote, line, percent, reason):
    return rep.sends(f"{quote}/lines/{line}", percent=percent, reason=reason)


def total_of(rep, quote):
    """Return the total with tax as the quote's page shows it, in minor units."""
    [shown] = rep.opens(quote).html.xpath("//div[@class='sums-total']/dd")
    return int(re.sub(r"\D", "", words(shown)))


def submit(rep, quote):
    return rep.sends(f"{quote}/submit")


def revise(rep, quote):
    """Begin the next revision and return its address."""
    return rep.sends(f"{quote}/revise").address


def approve_by_mail(house, approver, comment):
    """Follow the link of the newest mail to an approver, look at the case, and agree."""
    link = house.link_for(approver, "a")
    approver = house.visitor()
    case = approver.opens(link)
    seen = case.field("content_sha256")
    return approver.sends(link, verdict="approved", comment=comment, content_sha256=seen)


def make_proposal(rep, quote, language="ja"):
    """Make a proposal of an approved quote and return its address."""
    offered = rep.opens(f"{quote}/proposal?language={language}")
    assert not offered.html.xpath("//button[@type='submit'][@disabled]"), offered.text
    return rep.sends(f"{quote}/proposal", language=language).address


def share(rep, proposal, contact):
    return rep.sends(f"{proposal}/shares", contact_id=contact, message="")


def accept(reader, page, name):
    """Accept the quote on the page that was shared."""
    [action] = page.actions(r"/accept$")
    seen = page.field("content_sha256")
    return reader.sends(action, name=name, agree="yes", content_sha256=seen)


def send_to_sign(rep, quote, form):
    """Send the order form to the people whom the page suggests; returns the envelope's page."""
    chosen = {name: form.field(name) for name in ("signer_1", "signer_2", "countersigner")}
    page = rep.sends(f"{quote}/sign", **chosen, copies=form.fields("copies"))
    return page.address


def sign(house, address, method):
    """Follow a signer's mail: open, agree, look at every document, and sign."""
    signer = house.visitor()
    link = house.link_for(address, "sign")
    assert not signer.opens(link).links(r"\.pdf$")  # the title alone
    agreement = signer.sends(link, gesture="press")
    page = signer.sends(
        "/sign/now/consent",
        recipient=agreement.field("recipient"),
        version=agreement.field("version"),
        agree="yes",
    )
    for document in page.hrefs(r"\.pdf$"):
        assert signer.fetches(document).startswith(b"%PDF")
    return signer.sends(
        "/sign/now",
        recipient=page.field("recipient"),
        presented_sha256=page.field("presented_sha256"),
        method=method,
        name=page.field("name"),
        seal_text=page.field("seal_text"),
        typed_text=page.field("typed_text"),
    )


def signed_count(rep, deal):
    """Return how many have signed, as the deal's page shows it."""
    return int(rep.opens(deal).html.xpath("//progress/@value")[0])


def story_of(rep, deal):
    """Return what happened to a deal as its page tells it, in letters of one width."""
    entries = rep.opens(deal).html.xpath("//ol[@class='story']/li")
    return [normalize("NFKC", words(entry)) for entry in entries]


def file_of(content):
    """Return the bytes of a fetched file as something that can be read."""
    return BytesIO(content)
