"""Companies and people to test with."""

from customers import actions

AOKI = {
    "name": "株式会社青木製作所",
    "name_en": "Aoki Manufacturing Co., Ltd.",
    "kana": "カブシキガイシャアオキセイサクショ",
    "industry": "manufacturing",
    "size_band": "medium",
    "corporate_number": "4011001098993",
}


def a_customer(session, **fields):
    return actions.add_customer(session, {**AOKI, **fields})


def a_contact(session, customer_id, **fields):
    given = {"name": "青木 一郎", "email": "aoki@aoki.example", "kana": "アオキ イチロウ"}
    return actions.add_contact(session, customer_id, {**given, **fields})
