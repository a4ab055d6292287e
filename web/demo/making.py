"""What products are made of, and the papers that go along with them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.actions import put_product
from cpq.catalog.materials.actions import replace_lines
from cpq.catalog.materials.lines import component_from
from cpq.catalog.papers.actions import add_paper
from cpq.catalog.papers.checking import Checked
from cpq.catalog.queries import product_by_sku
from web.demo.files import read_toml

BY = "見積システムズ"
LEFT, TOP, LEADING = 60, 770, 19
WIDE, LATIN = "F1", "F2"


def load_materials(session: Session) -> int:
    """Add the parts and write down what is made of them; returns how many bills there are."""
    said = read_toml("materials.toml")
    for part in said["part"]:
        cost = {"cost": Decimal(part["cost"]), "cost_currency": "JPY"} if "cost" in part else {}
        put_product(session, {"category": "assembly-part", **part, **cost})
    session.flush()
    for bom in said["bom"]:
        whole = product_by_sku(session, bom["of"])
        lines = [component_from(session, whole, line) for line in bom["lines"]]
        replace_lines(session, whole, lines, by=BY)
    return len(said["bom"])


def load_papers(session: Session) -> int:
    """Draw the papers and add them to their products."""
    rows: list[dict[str, Any]] = read_toml("papers.toml")["paper"]
    for row in rows:
        title = row["title_en"] if row["language"] == "en" else row["title"]
        checked = Checked(pdf_of(title, row.pop("lines")), 1)
        product = product_by_sku(session, row.pop("sku"))
        add_paper(session, product.id, {**row, "file_name": f"{title}.pdf"}, checked, by=BY)
    return len(rows)


def pdf_of(title: str, lines: Sequence[str]) -> bytes:
    """Return one page with a title and lines; its fonts are those every reader has."""
    drawn = [_text(title, TOP, 20), *_texts(lines)]
    content = " ".join(drawn).encode("ascii")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R /F2 8 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UTF16-H"
            b" /DescendantFonts [6 0 R] >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /DW 1000"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 5 >>"
            b" /FontDescriptor 7 0 R >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /ItalicAngle 0"
            b" /FontBBox [0 -200 1000 900] /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"
        ),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _bound(bodies)


def _texts(lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if line:
            yield _text(line, TOP - 40 - LEADING * number, 10.5)


def _text(line: str, height: int, size: float) -> str:
    """Return a line's drawing; Latin letters have a font of their own."""
    drawn = [f"BT {LEFT} {height} Td"]
    for font, run in _runs(line):
        code = "cp1252" if font == LATIN else "utf-16-be"
        drawn.append(f"/{font} {size:g} Tf <{run.encode(code).hex()}> Tj")
    return " ".join([*drawn, "ET"])


def _runs(line: str) -> Iterator[tuple[str, str]]:
    run, font = "", ""
    for letter in line:
        other = LATIN if ord(letter) < 256 else WIDE  # noqa: PLR2004  (Latin-1)
        if other != font and run:
            yield font, run
            run = ""
        run, font = run + letter, other
    if run:
        yield font, run


def _bound(bodies: Sequence[bytes]) -> bytes:
    """Return a PDF of these objects."""
    made, places = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return made + head + table + tail % (len(bodies) + 1, len(made))
