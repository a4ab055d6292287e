"""Several PDFs as one, with a bookmark for each. Runs in the press and its children only.

The same PDFs under the same titles give the same bytes: there is no clock in it, and the file's id
comes from what is bound. Only pages and their layers are taken over; what a document says of itself
(authors, dates, tools), its own bookmarks and its structure stay behind.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import Any

import pypdfium2
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    Reference,
    StreamObject,
    pdf_string,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from foundation.canonical import canonical
from foundation.rendering.results import NotRendered

MOST_PAGES = 500
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
DROPPED = {"/Metadata", "/PieceInfo", "/StructParent", "/StructParents", "/Length"}
BROKEN = (
    *(PdfError, pypdfium2.PdfiumError, ValueError, LookupError, TypeError, AttributeError),
    RecursionError,
)
Names = Mapping[str, PdfObject]


class Volume(PdfFileWriter):  # type: ignore[misc]  # pyHanko ships no types for its writer
    """A PDF in the making that knows no clock and no chance."""

    def __init__(self, title: str, language: str, identity: bytes) -> None:
        super().__init__(stream_xrefs=False, info=_dictionary({"/Title": pdf_string(title)}))
        self._document_id = ArrayObject([ByteStringObject(identity), ByteStringObject(identity)])
        self.root.update(
            _dictionary(
                {
                    "/Lang": pdf_string(language),
                    "/PageMode": NameObject("/UseOutlines"),
                    "/ViewerPreferences": _dictionary({"/DisplayDocTitle": BooleanObject(True)}),
                }
            )
        )

    def write(self, stream: Any) -> None:
        """Write it, without the moment at which that happens."""
        self._write(stream)


def make(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Bind the documents that lie one after the other in the payload."""
    parts, start = [], 0
    for title, size in header["parts"]:
        parts.append((str(title), payload[start : start + size]))
        start += size
    return bound(parts, str(header["title"]), str(header["language"]))


def bound(
    parts: Sequence[tuple[str, bytes]], title: str, language: str
) -> tuple[dict[str, Any], bytes]:
    """Return title and PDF of each part as one PDF, and how many pages it has."""
    told = [title, language, *([name, sha256(pdf).hexdigest()] for name, pdf in parts)]
    volume = Volume(title, language, sha256(canonical(told)).digest()[:16])
    pages: list[IndirectObject] = []
    starts: list[tuple[str, IndirectObject]] = []
    layers: list[tuple[PdfObject, bool]] = []
    for name, pdf in parts:
        try:
            copy = Copy(volume, PdfFileReader(BytesIO(pdf), strict=False))
            own = copy.pages()
            starts.append((name, own[0]))
            layers += copy.layers()
        except BROKEN as error:
            raise NotRendered("damaged", f"{name}: {error}") from error
        pages += own
    _finish(volume, pages, starts, layers)
    target = BytesIO()
    volume.write(target)
    return {"pages": _checked(target.getvalue(), len(pages))}, target.getvalue()


class Copy:
    """Takes over pages of one document, each object once."""

    def __init__(self, volume: Volume, reader: Any) -> None:
        self.volume, self.root = volume, reader.root
        self.places: dict[Reference, IndirectObject] = {}
        self.waiting: list[Reference] = []

    def pages(self) -> list[IndirectObject]:
        """Take every page over, with what it inherits, and return them."""
        leaves = _leaves(self.root.raw_get("/Pages"))
        found = [(*leaf, self.volume.allocate_placeholder()) for leaf in islice(leaves, MOST_PAGES)]
        self.places |= {page: place for page, _inherited, place in found}
        parent = self.volume.root.raw_get("/Pages")
        for page, inherited, place in found:
            own = {**inherited, **page.get_object()}
            copied = self._dictionary({key: one for key, one in own.items() if key != "/Parent"})
            copied[NameObject("/Parent")] = parent
            self.volume.add_object(copied, idnum=place.idnum)
        self._fetch()
        return [place for _page, _inherited, place in found]

    def layers(self) -> list[tuple[PdfObject, bool]]:
        """Return the layers of a drawing, and whether each is seen at first."""
        told = self.root.get("/OCProperties")
        if told is None:
            return []
        groups, usual = told["/OCGs"], told["/D"]
        off = {one.reference for one in usual.get("/OFF", ())}
        if usual.get("/BaseState") == "/OFF":
            on = {one.reference for one in usual.get("/ON", ())}
            off = {one.reference for one in groups} - on
        found = [(self._copied(one), one.reference not in off) for one in groups]
        self._fetch()
        return found

    def _fetch(self) -> None:
        """Take over whatever was led to meanwhile."""
        while self.waiting:
            reference = self.waiting.pop()
            copied = self._copied(reference.get_object())
            self.volume.add_object(copied, idnum=self.places[reference].idnum)

    def _copied(self, one: PdfObject) -> PdfObject:
        if isinstance(one, IndirectObject):
            if one.reference not in self.places:
                self.places[one.reference] = self.volume.allocate_placeholder()
                self.waiting.append(one.reference)
            return self.places[one.reference]
        if isinstance(one, StreamObject):
            return StreamObject(self._dictionary(one), encoded_data=one.encoded_data)
        if isinstance(one, DictionaryObject):
            return self._dictionary(one)
        if isinstance(one, ArrayObject):
            return ArrayObject(self._copied(each) for each in one)
        return one

    def _dictionary(self, one: Names) -> DictionaryObject:
        kept = {key: self._copied(each) for key, each in one.items() if key not in DROPPED}
        return DictionaryObject(kept)


def _leaves(top: IndirectObject) -> Iterator[tuple[Reference, Names]]:
    """Yield the pages below a node of the page tree in their order, with what they inherit."""
    waiting: list[tuple[Reference, Names]] = [(top.reference, {})]
    seen: set[Reference] = set()
    while waiting:
        reference, inherited = waiting.pop()
        node = reference.get_object()
        if reference in seen or not isinstance(node, DictionaryObject):
            raise ValueError("the pages do not form a tree")
        if "/Kids" not in node:
            yield reference, inherited
            continue
        seen.add(reference)
        handed_on = {key: node.raw_get(key) for key in INHERITED if key in node}
        below = [(kid.reference, {**inherited, **handed_on}) for kid in node["/Kids"]]
        waiting += reversed(below)


def _finish(
    volume: Volume,
    pages: Sequence[IndirectObject],
    starts: Sequence[tuple[str, IndirectObject]],
    layers: Sequence[tuple[PdfObject, bool]],
) -> None:
    """Hang pages, bookmarks and layers onto the catalogue."""
    tree = {"/Count": NumberObject(len(pages)), "/Kids": ArrayObject(pages)}
    volume.root["/Pages"].update(_dictionary(tree))
    volume.root[NameObject("/Outlines")] = _bookmarks(volume, starts)
    if layers:
        every = ArrayObject(one for one, _seen in layers)
        hidden = ArrayObject(one for one, seen in layers if not seen)
        usual = _dictionary({"/Order": every, "/OFF": hidden})
        told = _dictionary({"/OCGs": every, "/D": usual})
        volume.root[NameObject("/OCProperties")] = told


def _bookmarks(volume: Volume, starts: Sequence[tuple[str, IndirectObject]]) -> IndirectObject:
    top = volume.allocate_placeholder()
    places = [volume.allocate_placeholder() for _start in starts]
    for at, (name, page) in enumerate(starts):
        item: dict[str, PdfObject] = {
            "/Title": pdf_string(name),
            "/Parent": top,
            "/Dest": ArrayObject([page, NameObject("/Fit")]),
        }
        item |= {"/Prev": places[at - 1]} if at else {}
        item |= {"/Next": places[at + 1]} if at + 1 < len(places) else {}
        volume.add_object(_dictionary(item), idnum=places[at].idnum)
    ends = {"/First": places[0], "/Last": places[-1], "/Count": NumberObject(len(places))}
    volume.add_object(_dictionary(ends), idnum=top.idnum)
    return top


def _checked(pdf: bytes, pages: int) -> int:
    """Open what was made, once and with another library."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            found = len(document)
    except pypdfium2.PdfiumError as error:
        raise NotRendered("damaged", str(error)) from error
    if found != pages:
        raise NotRendered("damaged", f"{found} pages instead of {pages}")
    return found


def _dictionary(values: Names) -> DictionaryObject:
    return DictionaryObject({NameObject(key): one for key, one in values.items()})
