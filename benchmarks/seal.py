"""Sign and seal a ten-page document, beside bare pyHanko on the same file; sign POST to signed.

Bare pyHanko is what its documentation shows: a ``SimpleSigner`` that is loaded once, and its own
text stamp. Ours fills the signer's fields, draws their seal, and locks the fields beside it.
"""

from datetime import timedelta
from io import BytesIO
from time import process_time

from asn1crypto import keys
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from weasyprint import HTML

import signing.jobs  # noqa: F401  (importing it lets the room hear)
from benchmarks.installation import installation
from benchmarks.tables import Row, Took, computed_ratio_of, in_turns, ratio_of, show
from foundation.db import transaction, utcnow
from foundation.jobs import look_and_deliver
from foundation.storage import store
from people.queries import PersonCard
from signing import actions, sealing, stamp
from signing.actions import Answer, NewRecipient
from signing.certificates import Pair, make_authority, make_seal
from signing.disclosure import version
from signing.holding import as_asn1
from signing.revisions import of_envelope
from signing.trail import Actor

PAGES, TIMES = 10, 20
SIGN, NAME, DATE = "recipient001sign", "recipient001name", "recipient001date"
BOXES = {SIGN: (60, 600, 280, 660), NAME: (300, 602, 440, 614), DATE: (300, 615, 440, 627)}
PHONE = Actor("unknown", "", "203.0.113.7", "Mozilla/5.0 (iPhone)")


def main() -> bool:
    return show(
        f"Sign and seal a document of {PAGES} pages",
        [*_side_by_side(), Row("sign POST to signed version", _journeys(), goal=1.5, by_p95=True)],
    )


def _side_by_side():
    root = make_authority("株式会社みつもり商事", utcnow())
    seal = make_seal(root, "株式会社みつもり商事", utcnow())
    places = [sealing.Place(name, 0, box, signs=name == SIGN) for name, box in BOXES.items()]
    prepared = sealing.prepare(paper(), places)
    certified = sealing.certify(prepared, _signing(seal, sealing.COMPANY_FIELD))
    bare = _bare_signer(seal)
    sealed, beside = in_turns(
        lambda: sealing.certify(prepared, _signing(seal, sealing.COMPANY_FIELD)),
        lambda: _bare(bare, prepared, sealing.COMPANY_FIELD, certify=True),
        TIMES,
    )
    signed, bare_signed = in_turns(
        lambda: sealing.add_signature(certified, _with_looks(seal)),
        lambda: _bare(bare, certified, SIGN),
        TIMES,
    )
    return [
        Row("bare pyHanko: seal", beside),
        _compared("ours: seal", sealed, beside),
        Row("bare pyHanko: sign with a text stamp", bare_signed),
        _compared("ours: sign, seal drawn, fields filled", signed, bare_signed),
    ]


def _compared(what: str, times: list[Took], beside: list[Took]) -> Row:
    computed = computed_ratio_of(times, beside)
    return Row(what, times, ratio=ratio_of(times, beside), most=1.3, computed_ratio=computed)


def paper() -> bytes:
    words = "<p>上記のとおり注文いたします。御見積金額 ¥1,234,567（税込）</p>" * 20
    page = f"<section style='break-after:page'><h1>注文書</h1>{words}</section>"
    style = "<style>@page{size:A4} *{font-family:IPAexGothic}</style>"
    return HTML(string=style + page * PAGES).write_pdf()


def _signing(pair: Pair, field: str) -> sealing.Signing:
    return sealing.Signing(pair=pair, field=field, name="山田", reason="署名", contact="")


def _with_looks(pair: Pair) -> sealing.Signing:
    mark = stamp.Mark(stamp.Method.SEAL, "山田")
    lines = ["山田太郎", "2026-11-25 17:05 JST", "ID 1234ABCD"]
    x1, y1, x2, y2 = BOXES[SIGN]
    look = stamp.stamp_picture(mark, width=x2 - x1, height=y2 - y1, lines=lines, words="山田")
    line = stamp.text_picture("山田太郎", width=140, height=12)
    texts = {NAME: line, DATE: line}
    return sealing.Signing(
        pair=pair, field=SIGN, name="山田", reason="署名", contact="", stamp=look, texts=texts
    )


def _bare_signer(pair: Pair) -> signers.SimpleSigner:
    known = SimpleCertificateStore()
    known.register(as_asn1(pair.issuer))
    key = keys.PrivateKeyInfo.load(pair.private)
    return signers.SimpleSigner(as_asn1(pair.certificate), key, known)


def _bare(signer: signers.SimpleSigner, pdf: bytes, field: str, **how: bool) -> bytes:
    permissions = {"docmdp_permissions": fields.MDPPerm.FILL_FORMS} if how else {}
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
        name="Yamada", reason="Signed", **how, **permissions,
    )  # fmt: skip
    style = None if how else TextStampStyle(stamp_text="Signed by Yamada\n%(ts)s")
    out = BytesIO()
    signing_one = signers.PdfSigner(meta, signer, stamp_style=style)
    signing_one.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()


def _journeys() -> list[Took]:
    with installation() as session:
        session.commit()
        return [_one_journey(number) for number in range(TIMES)]


def _one_journey(number: int) -> Took:
    with transaction() as session:
        envelope = _prepared(session, number)
    _deliver()
    who = envelope.recipients[0]
    with transaction() as session:
        actions.open_documents(session, who.id, PHONE, gesture=True)
        actions.consent(session, who.id, version("ja"), PHONE)
        presented = session.get_one(type(envelope), envelope.id).to_sign.sent_sha256
    begun, cpu = utcnow(), process_time()
    with transaction() as session:
        mark = stamp.Mark(stamp.Method.SEAL, "山田")
        actions.sign(session, who.id, Answer(presented, mark, "山田太郎"), PHONE)
    look_and_deliver()
    computed = process_time() - cpu  # with a little of what comes after the new version
    with transaction() as session:  # whose pictures are made after it
        made_at = of_envelope(session, envelope.id)[-1].made_at
    return Took((made_at - begun).total_seconds(), computed)


def _deliver() -> None:
    while look_and_deliver():
        pass


def _prepared(session, number: int):
    people = [
        NewRecipient(role="signer", stage=stage, name="山田太郎", company="青木製作所", title="",
                     email=f"s{stage}@aoki.example", language="ja") for stage in (1, 2)
    ]  # fmt: skip
    titles = {"ja": "注文書", "en": "Order Form"}
    envelope = actions.prepare_envelope(
        session, deal_id="dea_1", subject=f"rev_{number}", number=f"Q-{number}", title=titles,
        content_sha256="c0ffee", amount=1, currency="JPY", expires_at=utcnow() + timedelta(days=1),
        sender=SENDER, recipients=people,
    )  # fmt: skip
    anchors = {
        f"field-{n}-{kind}": [0, *box]
        for n in (1, 2)
        for kind, box in zip(("signature", "name", "date"), _boxes(n), strict=True)
    }
    blob = store().put(paper())
    actions.add_document_to_sign(session, envelope.id, title=titles, blob=blob, anchors=anchors)
    return envelope


def _boxes(position: int):
    shift = (position - 1) * 110
    return [(x1, y1 - shift, x2, y2 - shift) for x1, y1, x2, y2 in BOXES.values()]


SENDER = PersonCard(
    "per_1", "佐藤", "Sato", "", "", "sato@mitsumori.example", "ja", frozenset(), ""
)  # fmt: skip


if __name__ == "__main__":
    main()
