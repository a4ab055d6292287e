"""XLSX workbooks: what is in them, and what is refused before they are opened."""

import io
import zipfile
from datetime import date, datetime

import pytest

from cpq.importing import sheets
from cpq.importing.sources import open_table
from foundation.errors import Refusal
from foundation.language import say
from tests.cpq.importing.builders import workbook


def refused(content, **more):
    with pytest.raises(Refusal) as refusal:
        open_table("a.xlsx", content, **more)
    return say(refusal.value.text, "en")


def with_parts(parts):
    """Return a workbook with parts added or replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["sku"], ["A1"]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def test_cells_are_read_as_people_see_them():
    table = open_table(
        "a.xlsx",
        workbook(
            ["品番", "price", "whole", "day", "yes", "tiny"],
            ["A1", 83.59, 150.0, date(2026, 4, 1), True, 0.0000001],
            [None, None, None, datetime(2026, 4, 1, 9, 30), None, None],  # noqa: DTZ001  (sheets know no zones)
        ),
    )

    assert table.header == ("品番", "price", "whole", "day", "yes", "tiny")
    assert list(table.rows()) == [
        (2, ["A1", "83.59", "150", "2026-04-01", "true", "0.0000001"]),
        (3, ["", "", "", "2026-04-01T09:30:00"]),
    ]


def test_rows_are_counted_as_the_sheet_counts_them_and_blank_ends_are_left_off():
    table = open_table("a.xlsx", workbook(["name"], ["two\nlines"], [None], ["x"], [None], [""]))

    assert list(table.rows()) == [(2, ["two\nlines"]), (3, [""]), (4, ["x"])]


def test_a_sheet_is_chosen_by_its_name():
    assert open_table("a.xlsx", workbook(["n"], [1]), sheet="Sheet").first(1) == [["1"]]
    assert "no sheet called “Prices”" in refused(workbook(["n"]), sheet="Prices")


def test_a_broken_zip_is_refused():
    whole = workbook(["name"], ["x"])

    assert "damaged" in refused(whole[: len(whole) // 2])
    assert "damaged" in refused(whole[:200] + b"\0" * 200 + whole[400:])


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert "damaged" in refused(out.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_opened():
    assert "too large when unpacked" in refused(with_parts({"xl/bomb.xml": b" " * 9_000_000}))


def test_a_part_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_PART", 100)

    assert "too large when unpacked" in refused(workbook(["name"], ["x"]))


def test_too_many_parts_are_refused():
    many = {f"xl/{n}.txt": b"" for n in range(2_000)}

    assert "too large when unpacked" in refused(with_parts(many))


@pytest.mark.parametrize(
    ("part", "body", "what"),
    [
        ("xl/vbaProject.bin", b"macro", "macros"),
        ("xl/embeddings/oleObject1.bin", b"ole", "embedded"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "links"),
        ("xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>', "document type"),
        ("xl/theme/theme1.xml", '<?xml version="1.0"?><a/>'.encode("utf-16"), "document type"),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            b'<Relationship Id="a" Type="image" Target="http://x" TargetMode="External"/>',
            "links",
        ),
    ],
)
def test_what_could_act_is_refused(part, body, what):
    assert what in refused(with_parts({part: body}))


def test_a_link_in_a_cell_is_harmless():
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/hyperlink" Target="https://example.com" TargetMode="External"/>'
        b"</Relationships>"
    )

    table = open_table("a.xlsx", with_parts({"xl/worksheets/_rels/sheet1.xml.rels": link}))

    assert table.first(1) == [["A1"]]
