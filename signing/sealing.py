"""Seals and signatures in a PDF, so that every earlier one stays valid. Pure: bytes in, bytes out.

Profile P: every field is in place before the first signature (``prepare``); the company certifies
what it sends, allowing forms to be filled and nothing else (``certify``); each signer adds one
incremental signature and fills their own name and date, which it locks (``add_signature``); a
document timestamp closes it where there is an authority (``add_timestamp``). Nothing is ever drawn
on a page after a signature. ``examine`` reads everything back.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter, init_xobject_dictionary
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from signing.certificates import Pair
from signing.holding import HoldingSigner
from signing.stamp import Picture, pdf_operators

COMPANY_FIELD = "company00seal"
TIMESTAMP_FIELD = "document0time"
READ_ONLY = 1
PRINTED = 4  # an annotation's flag: it is printed with the page
DIGEST = "sha256"

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Place:
    """A field to be made: a signature, or a line of text that only its signer's job fills.

    ``name`` holds no dot, and no name is the beginning of another (validators compare prefixes).
    ``locks`` names the text fields that the signature in this field freezes.
    """

    name: str
    page: int
    box: Box
    signs: bool = False
    locks: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Attached:
    """A file to embed in the certificate of completion before it is sealed."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Signing:
    """One signature to be added: by whom, where, how it looks, and what it fills in beside it."""

    pair: Pair
    field: str
    name: str
    reason: str
    contact: str
    stamp: Picture | None = None
    texts: Mapping[str, Picture] = dataclasses.field(default_factory=dict)


def prepare(pdf: bytes, places: Sequence[Place]) -> bytes:
    """Add every field that will ever be needed; from here on the pages are frozen.

    Raises:
        ValueError: two names could be taken for one another.
    """
    _check_names([place.name for place in places])
    writer = _opened(pdf)
    seal = fields.SigFieldSpec(COMPANY_FIELD, readable_field_name="Seal of the sender")
    fields.append_signature_field(writer, seal)
    for place in places:
        if place.signs:
            fields.append_signature_field(writer, _signature_field(place))
        else:
            _append_text_field(writer, place)
    return _written(writer)


def certify(pdf: bytes, signing: Signing) -> bytes:
    """Certify what is sent: later only forms may be filled and signatures added (DocMDP P=2)."""
    permissions = fields.MDPPerm.FILL_FORMS
    return _signed(_opened(pdf), signing, certify=True, docmdp_permissions=permissions)


def add_signature(pdf: bytes, signing: Signing) -> bytes:
    """Fill the signer's texts and sign, in one increment on top of everything before."""
    writer = _opened(pdf)
    for name, picture in signing.texts.items():
        _fill(writer, name, picture)
    return _signed(writer, signing)


def add_timestamp(pdf: bytes, authority: TimeStamper) -> bytes:
    """Close the document with a timestamp over all of it. Raises what the authority raises."""
    output = BytesIO()
    stamper = signers.PdfTimeStamper(authority, field_name=TIMESTAMP_FIELD)
    stamper.timestamp_pdf(_opened(pdf), DIGEST, None, output=output)
    return output.getvalue()


def seal_whole(
    pdf: bytes,
    signing: Signing,
    attached: Sequence[Attached] = (),
    authority: TimeStamper | None = None,
) -> bytes:
    """Embed files, then seal a finished document so that nothing may change any more."""
    writer = _opened(pdf)
    for file in attached:
        embed.embed_file(writer, _file_spec(writer, file))
    fields.append_signature_field(writer, fields.SigFieldSpec(signing.field))
    frozen = fields.MDPPerm.NO_CHANGES
    return _signed(writer, signing, authority, certify=True, docmdp_permissions=frozen)


def _signed(
    writer: IncrementalPdfFileWriter,
    signing: Signing,
    authority: TimeStamper | None = None,
    **how: Any,
) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name=signing.field,
        md_algorithm=DIGEST,
        name=signing.name,
        reason=signing.reason,
        contact_info=signing.contact or None,
        subfilter=fields.SigSeedSubFilter.PADES,
        **how,
    )
    signer = signers.PdfSigner(
        meta,
        HoldingSigner(signing.pair),
        timestamper=authority,
        stamp_style=_Look(picture=signing.stamp) if signing.stamp else None,
    )
    output = BytesIO()
    signer.sign_pdf(writer, existing_fields_only=True, output=output)
    return output.getvalue()


@dataclass(frozen=True)
class _Look(BaseStampStyle):  # type: ignore[misc]  # pyHanko is not typed for us
    """Draws a picture that already has the size of its field."""

    border_width: int = 0
    picture: Picture | None = None

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: dict[str, str],  # noqa: ARG002  (pyHanko's signature)
    ) -> "_Drawn":
        """Return the stamp for a field."""
        return _Drawn(writer=writer, style=self, box=box)


class _Drawn(BaseStamp):  # type: ignore[misc]  # pyHanko is not typed for us
    """The appearance of one signature, compressed."""

    def _render_inner_content(self) -> list[bytes]:
        return [pdf_operators(self.style.picture)]

    def as_form_xobject(self) -> generic.StreamObject:
        """Return the drawing with its curves compressed."""
        drawing = super().as_form_xobject()
        drawing.compress()
        return drawing


def _signature_field(place: Place) -> fields.SigFieldSpec:
    include = fields.FieldMDPAction.INCLUDE
    lock = fields.FieldMDPSpec(include, fields=list(place.locks)) if place.locks else None
    return fields.SigFieldSpec(
        place.name,
        on_page=place.page,
        box=place.box,
        field_mdp_spec=lock,
        readable_field_name=place.label or None,
    )


def _append_text_field(writer: IncrementalPdfFileWriter, place: Place) -> None:
    """Add a text field that viewers show and do not offer for typing (ISO 32000-1 12.7.4.3)."""
    page_ref = writer.find_page_for_modification(place.page)[0]
    page = page_ref.get_object()
    widget = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): pdf_string(place.name),
            pdf_name("/TU"): pdf_string(place.label or place.name),
            pdf_name("/Ff"): generic.NumberObject(READ_ONLY),
            pdf_name("/F"): generic.NumberObject(PRINTED),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, place.box)),
            pdf_name("/P"): page_ref,
            pdf_name("/DA"): pdf_string("/Helv 0 Tf 0 g"),
        }
    )
    reference = writer.add_object(widget)
    _appended(writer, page, "/Annots", reference)
    writer.update_container(page)
    _appended(writer, writer.root["/AcroForm"], "/Fields", reference)


def _appended(
    writer: IncrementalPdfFileWriter, holder: generic.DictionaryObject, key: str, item: Any
) -> None:
    """Append to a list in a dictionary, wherever either of them is written."""
    if key not in holder:
        holder[pdf_name(key)] = generic.ArrayObject()
    items = holder[key]
    items.append(item)
    writer.update_container(items)
    writer.update_container(holder)


def _fill(writer: IncrementalPdfFileWriter, name: str, picture: Picture) -> None:
    """Set a text field's value and draw it; no font is needed in the file."""
    found = fields.enumerate_fields_in(
        writer.root["/AcroForm"]["/Fields"],
        with_name=name,
        refs_seen=set(),
        target_field_type="/Tx",
    )
    _name, _value, reference = next(iter(found))
    widget = reference.get_object()
    look = init_xobject_dictionary(pdf_operators(picture), picture.width, picture.height)
    look.compress()
    widget[pdf_name("/V")] = pdf_string(picture.words)
    appearance = {pdf_name("/N"): writer.add_object(look)}
    widget[pdf_name("/AP")] = generic.DictionaryObject(appearance)
    writer.mark_update(reference)


def _file_spec(writer: IncrementalPdfFileWriter, file: Attached) -> embed.FileSpec:
    stream = embed.EmbeddedFileObject.from_file_data(
        writer, data=file.content, mime_type=file.media_type
    )
    return embed.FileSpec(file_spec_string=file.name, file_name=file.name, embedded_data=stream)


def _check_names(names: Sequence[str]) -> None:
    for name in [*names, COMPANY_FIELD, TIMESTAMP_FIELD]:
        longer = [other for other in names if other != name and other.startswith(name)]
        if "." in name or longer or names.count(name) > 1:
            raise ValueError(f"{name} cannot be told from {longer or name}")


def _opened(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(BytesIO(pdf), strict=False)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return the width and height of every page, in PDF points."""
    reader = PdfFileReader(BytesIO(pdf), strict=False)
    count = int(reader.root["/Pages"]["/Count"])
    return [_size(reader.find_page_for_modification(number)[0]) for number in range(count)]


def _size(page: Any) -> tuple[float, float]:
    node = page.get_object()
    while "/MediaBox" not in node:
        node = node["/Parent"]
    left, low, right, high = (float(edge) for edge in node["/MediaBox"])
    return right - left, high - low
