"""A discount on the whole (出精値引き) has a row of its own wherever sums are read."""

from io import BytesIO

import docx
import pytest

from foundation.rendering import pdf, word
from proposals.assemble import context_of
from proposals.figures import figures
from proposals.wording import Writer
from tests.proposals import builders

OFF = 1_001


def discounted(language):
    whole = builders.snapshot()
    less = {"document_discount": OFF, "subtotal": whole["subtotal"] - OFF}
    return builders.material(language, snapshot=whole | less)


def words_of_docx(context, language):
    told = {"name": "quote", "context": context, "language": language}
    tables = docx.Document(BytesIO(word.make(told, b"")[1])).tables
    return [cell.text for table in tables for row in table.rows for cell in row.cells]


def test_lines_and_discount_come_to_the_subtotal():
    material = discounted("ja")
    told = figures(material.snapshot, Writer("JPY", "ja"))
    lines = sum(line["net_amount"] for line in material.snapshot["lines"])
    assert told["whole_discount"] == {"lines": f"{lines:,}", "amount": "△1,001"}
    assert told["subtotal"] == f"{lines - OFF:,}"
    assert figures(builders.snapshot(), Writer("JPY", "ja"))["whole_discount"] is None


@pytest.mark.parametrize(
    ("language", "words", "amount"),
    [("ja", "出精値引き", "△1,001"), ("en", "Special discount", "-¥1,001")],
)
def test_pdf_and_word_name_it_where_there_is_one(language, words, amount):
    context = context_of("quote", discounted(language))
    page = pdf.filled("quote", context, language)
    assert f'<td>{words}</td><td class="num">{amount}</td>' in page
    assert {words, amount} <= set(words_of_docx(context, language))
    plain = context_of("quote", builders.material(language))
    assert words not in pdf.filled("quote", plain, language)
    assert words not in words_of_docx(plain, language)
