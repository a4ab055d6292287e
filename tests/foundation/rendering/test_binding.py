"""Several PDFs become one that other programs accept, with bookmarks, the same every time."""

import io
import subprocess

import pypdfium2
import pytest
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from foundation.rendering import NotRendered
from foundation.rendering.binding import bound, make
from tests.cpq.papers.files import pdf

PARTS = [("御見積書 Q-1", pdf("見積")), ("仕様書", pdf("Spec")), ("図面 (A)", pdf("Drawing"))]


def changed(change, content=None):
    """A PDF with something about it changed."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(content or pdf("Drawing"))))
    change(writer)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def said_by(*command):
    """What a program says that finds nothing to complain of."""
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    return run.stdout


def with_layers(writer):
    layers = []
    for name in ("plan", "notes"):
        told = {pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): pdf_string(name)}
        layers.append(writer.add_object(DictionaryObject(told)))
    usual = DictionaryObject({pdf_name("/OFF"): ArrayObject(layers[1:])})
    told = {pdf_name("/OCGs"): ArrayObject(layers), pdf_name("/D"): usual}
    writer.root[pdf_name("/OCProperties")] = DictionaryObject(told)


def turned(writer):
    """The page inherits from the tree that it lies on its side."""
    writer.root["/Pages"][NameObject("/Rotate")] = NumberObject(90)
    writer.root["/Pages"][NameObject("/Count")] = NumberObject(7)


def in_circles(writer):
    writer.root["/Pages"][NameObject("/Kids")] = ArrayObject([writer.root.raw_get("/Pages")])


def each(places, key):
    return [place.get_object().get(key) for place in places]


def test_every_part_is_there_in_its_order_with_a_bookmark():
    told, whole = bound(PARTS, "一式 Q-1", "ja")
    assert told == {"pages": 3}
    with pypdfium2.PdfDocument(whole) as document:
        marks = [(one.get_title(), one.get_dest().get_index()) for one in document.get_toc()]
        texts = [page.get_textpage().get_text_bounded() for page in document]
        assert document.get_metadata_dict(skip_empty=True) == {"Title": "一式 Q-1"}
    assert marks == [("御見積書 Q-1", 0), ("仕様書", 1), ("図面 (A)", 2)]
    assert ["Spec" in text for text in texts] == [False, True, False]


@pytest.mark.once
def test_other_programs_find_nothing_wrong_with_it(tmp_path):
    file = tmp_path / "whole.pdf"
    file.write_bytes(bound([*PARTS, ("L", changed(with_layers))], "一式", "ja")[1])
    assert "No syntax or stream encoding errors" in said_by("qpdf", "--check", file)
    about = said_by("pdfinfo", file)
    assert "Pages:           4" in about
    assert "Date" not in about


def test_the_same_parts_give_the_same_bytes_and_others_do_not():
    whole = bound(PARTS, "一式", "ja")[1]
    sizes = [[name, len(one)] for name, one in PARTS]
    asked = {"title": "一式", "language": "ja", "parts": sizes}
    assert make(asked, b"".join(one for _name, one in PARTS))[1] == whole
    assert bound(PARTS[::-1], "一式", "ja")[1] != whole


def test_layers_stay_as_they_were_seen_and_pages_as_they_lay():
    parts = [("a", changed(with_layers)), ("b", changed(with_layers)), ("c", changed(turned))]
    root = PdfFileReader(io.BytesIO(bound(parts, "", "en")[1])).root
    told = root["/OCProperties"]
    assert each(told["/OCGs"], "/Name") == ["plan", "notes", "plan", "notes"]
    assert each(told["/D"]["/OFF"], "/Name") == ["notes", "notes"]
    assert each(root["/Pages"]["/Kids"], "/Rotate") == [None, None, 90]
    assert root["/Pages"]["/Count"] == 3


def test_what_says_who_made_it_and_does_not_belong_to_the_pages_stays_behind():
    def signed(writer):
        info = {pdf_name("/Author"): pdf_string("SECRET")}
        writer.set_info(writer.add_object(DictionaryObject(info)))
        writer.root[pdf_name("/Names")] = DictionaryObject()

    whole = bound([("a", changed(signed))], "", "en")[1]
    assert b"SECRET" not in whole
    assert "/Names" not in PdfFileReader(io.BytesIO(whole)).root


@pytest.mark.parametrize("broken", [b"%PDF-1.7 nothing", changed(in_circles)])
def test_a_damaged_part_is_named(broken):
    with pytest.raises(NotRendered, match="damaged: 図面"):
        bound([PARTS[0], ("図面", broken)], "", "ja")
