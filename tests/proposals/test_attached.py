"""Papers of what was chosen reach the customer with the quote, in the customer's language."""

from cpq.catalog.papers.actions import add_paper, retire_paper
from cpq.catalog.papers.checking import Checked
from cpq.catalog.queries import product_by_sku
from foundation.db import transaction
from tests.cpq.papers.files import pdf
from tests.proposals import world


def paper(language, title):
    with transaction() as session:
        product = product_by_sku(session, "MON-27")
        said = {"kind": "spec", "language": language, "title": "仕様書", "title_en": title}
        checked = Checked(pdf(f"{title} {language}"), 1)
        return add_paper(session, product.id, said, checked, by="test")


def test_a_customer_reads_the_papers_that_were_pinned_and_no_others(client):
    ours, theirs = paper("ja", "Spec sheet"), paper("en", "Spec sheet")
    share_id, secret = world.shared()
    later = paper("ja", "Later")
    with transaction() as session:
        retire_paper(session, ours.product_id, ours.id, by="test")
    base = f"/p/now/{share_id}/papers"
    assert client.get(f"{base}/{ours.sha256}.pdf").status_code == 404

    client.post(f"/p/{secret}", data={"gesture": "press"})
    page = client.get(f"/p/now/{share_id}").text
    assert "添付書類" in page
    assert ours.sha256[:12] in page
    for other in (theirs, later):
        assert other.sha256[:12] not in page
        assert client.get(f"{base}/{other.sha256}.pdf").status_code == 404
    assert client.get(f"{base}/{ours.sha256}.pdf").data == pdf("Spec sheet ja")
    assert client.get(f"{base}/{ours.sha256}/1.png").status_code == 404  # not drawn yet
