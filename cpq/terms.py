"""The usual terms of delivery and payment, in both languages. Pure."""

from collections.abc import Mapping

Words = Mapping[str, str]

DELIVERY: dict[str, Words] = {
    "2w": {"ja": "ご発注後 2週間", "en": "2 weeks after order"},
    "4w": {"ja": "ご発注後 4週間", "en": "4 weeks after order"},
    "8w": {"ja": "ご発注後 8週間", "en": "8 weeks after order"},
    "talk": {"ja": "別途ご相談", "en": "To be agreed"},
}
PAYMENT: dict[str, Words] = {
    "eonm": {"ja": "月末締め 翌月末払い", "en": "End of the following month"},
    "20eonm": {"ja": "20日締め 翌月末払い", "en": "Closed on the 20th, end of next month"},
    "eo2m": {"ja": "月末締め 翌々月末払い", "en": "End of the second month after"},
    "eo3m": {"ja": "月末締め 3か月後末払い", "en": "End of the third month after"},
    "net30": {"ja": "請求書受領後 30日以内", "en": "Net 30 days"},
    "advance": {"ja": "前払い", "en": "Payment in advance"},
}


def terms_of(known: Mapping[str, Words], typed: str) -> dict[str, str]:
    """Return a usual term by its key or words, or what a person typed, for both languages."""
    for key, term in known.items():
        if typed in (key, *term.values()):
            return dict(term)
    return {"ja": typed, "en": typed}
