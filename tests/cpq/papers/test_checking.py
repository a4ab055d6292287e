"""What is taken as a paper, and what is not."""

import pytest
from PIL import ImageFile

from cpq.catalog.papers.checking import check_upload
from cpq.catalog.papers.looking import NotTaken, looked_at
from foundation.errors import Refusal
from tests.cpq.papers.files import encrypted, pdf, png, with_script


def test_a_pdf_is_taken_as_it_is_and_its_pages_are_counted():
    taken = check_upload(pdf())
    assert (taken.pdf, taken.pages) == (pdf(), 1)


def test_a_picture_becomes_a_pdf_of_one_page_the_same_every_time():
    made, pages = looked_at(png())
    assert (made[:5], pages) == (b"%PDF-", 1)
    assert looked_at(png())[0] == made


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"hello", "kind"),
        (b"GIF89a" + bytes(100), "kind"),
        (png((5001, 5001)), "pixels"),
        (png()[:60], "kind"),
        (b"%PDF-1.5\nnothing\n%%EOF", "damaged"),
        (pdf() + b"<html>", "trailing"),
        (with_script(), "active"),
        (with_script("/Launch"), "active"),
        (with_script("/GoTo", "/AA"), "active"),
        (encrypted(), "encrypted"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_no_plain_paper_is_not_taken(content, why, monkeypatch):
    # WeasyPrint, imported by other tests, makes Pillow take torn pictures; the child never does
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    with pytest.raises(NotTaken, match=why):
        looked_at(content)


def test_the_reason_is_a_sentence_at_the_field():
    with pytest.raises(Refusal, match="protected by a password") as refused:
        check_upload(encrypted())
    assert refused.value.field == "file"
    with pytest.raises(Refusal, match="choose a file"):
        check_upload(b"")
    with pytest.raises(Refusal, match="too large"):
        check_upload(bytes(20 * 1024 * 1024 + 1))
