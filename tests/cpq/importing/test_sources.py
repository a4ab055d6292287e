"""CSV files as they come."""

import codecs

import pytest

from cpq.importing import sources
from cpq.importing.sources import open_table
from foundation.errors import Refusal
from foundation.language import say


def refused(name, content, **more):
    with pytest.raises(Refusal) as refusal:
        list(open_table(name, content, **more).rows())
    return say(refusal.value.text, "en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_an_encoding_is_found_out(encoding):
    table = open_table("a.csv", "品番,品名\nA1,青木製作所㈱\n".encode(encoding))

    assert table.header == ("品番", "品名")
    assert list(table.rows()) == [(2, ["A1", "青木製作所㈱"])]


def test_an_encoding_can_be_named():
    table = open_table("a.csv", "name\nGrüße\n".encode("latin-1"), encoding="latin-1")

    assert table.first(1) == [["Grüße"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_separator_is_found_in_the_heading_outside_of_quotes(separator):
    content = f'sku{separator}"name, long; | and wide"{separator}price\n1{separator}2{separator}3\n'

    table = open_table("a.csv", content.encode())

    assert len(table.header) == 3
    assert table.first(1) == [["1", "2", "3"]]


def test_quoted_pairs_and_line_breaks_stay_and_lines_are_those_of_the_file():
    content = b'name,modules\r\n"two\r\nlines","2,16"\r\n\r\nlast,"4,8"\r\n'

    assert list(open_table("a.csv", content).rows()) == [
        (2, ["two\r\nlines", "2,16"]),
        (4, []),
        (5, ["last", "4,8"]),
    ]


def test_lines_before_the_heading_that_are_blank_are_passed_over():
    assert list(open_table("a.csv", b"\n\nname\nx\n").rows()) == [(4, ["x"])]


def test_what_is_no_text_is_refused():
    assert "neither a CSV file" in refused("a.csv", b"\x00\x01\x02\xff\xfe\x81")
    assert "neither a CSV file" in refused("a.csv", codecs.BOM_UTF8 + b"\xff\xff")


def test_an_empty_file_is_refused():
    assert "is empty" in refused("a.csv", b"")
    assert "is empty" in refused("a.csv", b"\n \n,,\n")


def test_too_many_columns_are_refused():
    heading = ",".join(f"c{n}" for n in range(201)).encode()

    assert "201 columns; at most 200" in refused("a.csv", heading)


def test_columns_of_the_same_name_are_refused():
    assert "two columns called “price”" in refused("a.csv", b"price,name,price\n1,2,3\n")


def test_a_cell_without_an_end_is_refused_with_its_line():
    content = b'name\nfine\n"' + b"x" * 30_000

    assert "from line 3 on" in refused("a.csv", content)


def test_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(sources, "LARGEST", 10)

    assert "larger than 20 MB" in refused("a.csv", b"name\n12345678")


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sources, "MOST_ROWS", 3)

    assert "million rows" in refused("a.csv", b"name\n1\n2\n3\n4\n")
