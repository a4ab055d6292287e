"""A deal in dollars with a customer who reads English: nothing they see is Japanese."""

import re

import pypdfium2
import pytest

from tests.journeys import steps

JAPANESE = re.compile(r"[\u3000\u3041-\u30fb\u4e00-\u9fff]")
OURS = re.compile(r"見積システムズ株式会社(之印)?")  # the seal reads as it is carved
GRACE = "grace.tan@harborview.example"


@pytest.mark.once
def test_a_customer_who_reads_english_gets_english_documents_in_dollars(house):
    wilson = house.signed_in("wilson")
    deal = steps.open_deal(
        wilson, "cus_harborview", "con_harbor_engineer", "Simulation workstations"
    )
    assert "Sales list" in wilson.opens(deal)
    quote = steps.open_quote(wilson, deal)
    steps.add_line(wilson, quote, "NB-16", 3)
    steps.add_line(wilson, quote, "MON-32", 4)
    assert "$498.00" in wilson.opens(quote)  # the customer's own price, from four on
    cents = steps.total_of(wilson, quote)
    shown = f"{cents // 100:,}.{cents % 100:02}"
    steps.submit(wilson, quote)
    house.work()
    proposal = steps.make_proposal(wilson, quote, language="en")
    house.work()

    for kind, text in documents_of(wilson, quote, proposal).items():
        assert not JAPANESE.search(OURS.sub("", text)), (kind, text)
        assert "Harborview Engineering Ltd." in text, kind
        assert "¥" not in text, kind
    assert shown in documents_of(wilson, quote, proposal)["Quotation"]

    steps.share(wilson, proposal, "con_harbor_engineer")
    house.work()
    [subject] = house.subjects_to(GRACE)
    assert not JAPANESE.search(subject)
    reader, link = house.visitor(), house.link_for(GRACE, "p")
    page = reader.sends(link, gesture="press")
    assert not JAPANESE.search(page.text.replace("日本語", "")), page.text
    steps.accept(reader, page, "Grace Tan")
    assert "Verbal award" in wilson.opens(deal)


def documents_of(rep, quote, proposal):
    """Return the words of the PDF documents of a proposal's page, by title."""
    page = rep.opens(proposal)
    texts = {}
    for row in page.html.xpath("//tr[td[contains(., 'PDF')]]"):
        [address] = [a.get("href") for a in row.iter("a") if "/file" in a.get("href")]
        document = pypdfium2.PdfDocument(rep.fetches(address))
        words = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
        texts[row.xpath("string(td[1])").strip()] = words
    return texts
