"""PDF and Word are filled from the same values: their figures cannot differ."""

import re
from io import BytesIO

import docx
import pypdfium2
import pytest

from foundation.rendering import render_docx, render_pdf
from proposals.assemble import Signer, context_of
from proposals.blocks import Block, parts_of
from tests.proposals import builders, content

FIGURE = re.compile(r"[¥$]?\d[\d,]*(?:\.\d+)?%?")


def pdf_words(pdf):
    pages = list(pypdfium2.PdfDocument(pdf))
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def word_words(content):
    document = docx.Document(BytesIO(content))
    cells = [p.text for p in document.paragraphs]
    for table in document.tables:
        cells += words_of_table(table)
    return "\n".join(cells)


def words_of_table(table):
    seen, out = set(), []
    for row in table.rows:
        for cell in row.cells:
            if cell._tc in seen:
                continue
            seen.add(cell._tc)
            out += [p.text for p in cell.paragraphs]
            for inner in cell.tables:
                out += words_of_table(inner)
    return out


def figures_of(context):
    """Every amount, rate and quantity that the context holds."""
    money = [context["subtotal"], context["total"]]
    money += [tax[key] for tax in context["taxes"] for key in ("base", "tax")]
    for line in context["lines"]:
        money += [line["amount"], line["unit"], line["quantity"]]
        money += [line["list_unit"], line["discount"]] if context["has_discount"] else []
        money += [part["quantity"] for part in line["parts"]]
    return [word for word in money if word != "–"]


def dollars():
    lines = [
        {**line, "list_unit": "1234.505", "net_unit": "1012.29", "net_amount": 506_145}
        for line in builders.usual_lines()
    ]
    quote = builders.snapshot(lines, currency="USD", language="en")
    return builders.material("en", snapshot=quote, blocks=content.demo_blocks("en"))


def yen(language):
    return builders.material(language, blocks=content.demo_blocks(language))


MATERIALS = [yen("ja"), yen("en"), dollars()]
materials = pytest.mark.parametrize("material", MATERIALS, ids=["yen-ja", "yen-en", "dollars"])


@pytest.mark.parametrize("kind", ["quote", "proposal", "order_form"])
@materials
def test_every_figure_stands_in_the_pdf_and_in_the_word_file(kind, material):
    context = context_of(kind, material)
    pdf = pdf_words(render_pdf(kind, context, material.language).pdf)
    word = word_words(render_docx(kind, context, material.language))

    wanted = figures_of(context)
    assert [figure for figure in wanted if figure not in pdf] == []
    assert [figure for figure in wanted if figure not in word] == []


@materials
def test_the_figures_of_both_forms_are_the_same(material):
    context = context_of("quote", material)
    pdf = pdf_words(render_pdf("quote", context, material.language).pdf)
    word = word_words(render_docx("quote", context, material.language))

    def amounts(words):
        flat = words.replace("\n", " ")
        return {f.lstrip("¥$") for f in FIGURE.findall(flat) if "," in f or "." in f or "%" in f}

    assert amounts(pdf) == amounts(word)


def test_a_japanese_quote_reads_as_custom_wants_it():
    context = context_of("quote", builders.material("ja"))
    pdf = pdf_words(render_pdf("quote", context, "ja").pdf)

    for words in (
        "御見積書",
        "鈴木 一郎 様",
        "T7123456789012",
        "¥4,085,376-",
        "8%（軽減税率 ※）",
        "※は軽減税率対象品目です。",
        "うち消費税",
        "1 / 1",
    ):
        assert words in pdf
    assert "御中" not in pdf  # a named person takes 様 and nobody takes both
    assert context["issuer"]["seal"].startswith("data:image/svg+xml;base64,")
    assert not re.search(r"¥\d[\d,]*\.\d", pdf)  # yen have no decimals


def test_an_order_form_is_addressed_to_us_and_has_a_place_for_every_signature():
    context = context_of("order_form", builders.material("ja"))
    rendered = render_pdf("order_form", context, "ja")

    assert "見積システムズ株式会社 御中" in pdf_words(rendered.pdf)
    fields = {f"field-{n}-{what}" for n in (1, 2, 3) for what in ("signature", "name", "date")}
    assert fields <= set(rendered.anchors)
    for anchor in rendered.anchors.values():
        assert 0 < anchor.x1 < anchor.x2 < 596
        assert 0 < anchor.y1 < anchor.y2 < 842


def test_a_signer_is_named_before_the_title_in_english_and_behind_it_in_japanese():
    one = Signer(1, "Grace Tan", "Harborview Engineering Ltd.", "Director of Engineering")
    said = {
        language: context_of("order_form", builders.material(language, signers=[one]))["signers"]
        for language in ("ja", "en")
    }

    assert said["en"][0][0]["said"] == "Grace Tan, Director of Engineering"
    assert said["ja"][0][0]["said"] == "Director of Engineering Grace Tan"


def test_english_documents_have_quotes_of_latin_width():
    blocks = [
        Block("ver_1", "cover_letter", "", "It\u2019s ours", parts_of("<p>The “quiet” one</p>"))
    ]
    letters = {
        language: context_of("proposal", builders.material(language, blocks=blocks))["letter"]
        for language in ("ja", "en")
    }

    assert letters["en"]["title"] == "It's ours"
    assert letters["en"]["parts"][0]["runs"][0]["text"] == 'The "quiet" one'
    assert letters["ja"]["title"] == "It\u2019s ours"


def test_dollars_have_cents_and_no_seal():
    context = context_of("quote", dollars())
    pdf = pdf_words(render_pdf("quote", context, "en").pdf)

    assert "$5,061.45" in pdf
    assert "$1,234.505" in pdf
    assert context["issuer"]["seal"] is None


def test_a_long_quote_repeats_its_head_and_counts_its_pages():
    material = builders.material("ja", snapshot=builders.snapshot(builders.many_lines(60)))
    rendered = render_pdf("quote", context_of("quote", material), "ja")
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(rendered.pdf)]

    assert rendered.pages == len(pages) >= 3
    assert all(f"{n} / {len(pages)}" in words for n, words in enumerate(pages, 1))
    assert all("品名・仕様" in words for words in pages[:-1])


def test_what_is_internal_is_not_even_in_the_values():
    context = context_of("proposal", builders.material("ja"))

    assert "777777" not in str(context).replace(",", "")
    assert "競合対抗" not in str(context)
