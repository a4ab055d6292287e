"""A quote as its snapshot stands, and everything else a document is made of."""

from customers.addressing import Addressee
from proposals.assemble import Material, Seller, Signer
from proposals.blocks import Block, Kind, parts_of
from proposals.company import CompanyCard

PIECE = {"ja": "個", "en": "pc"}
UNIT = {"ja": "台", "en": "unit"}
SET = {"ja": "式", "en": "set"}


def company(**changes):
    values = {
        "name": "見積システムズ株式会社",
        "name_en": "Mitsumori Systems, Inc.",
        "postal_code": "105-0011",
        "address": "東京都港区芝公園四丁目2番8号\n芝公園ビル6階",
        "address_en": "6F Shibakoen Building, 4-2-8 Shibakoen\nMinato-ku, Tokyo 105-0011, Japan",
        "phone": "03-5555-0142",
        "email": "sales@mitsumori.example",
        "website": "https://mitsumori.example",
        "registration_number": "T7123456789012",
        "bank": "みどり銀行 芝支店 普通 1234567 ミツモリシステムズ(カ",
        "bank_en": "Midori Bank, Shiba branch, account 1234567",
        "representative": "森 隆之",
        "representative_en": "Takayuki Mori",
        "representative_title": "代表取締役",
        "representative_title_en": "President",
        "seal_words": "見積システムズ株式会社",
    }
    return CompanyCard(**{**values, **changes})


def part(level, sku, ja, en, quantity="1", uom=PIECE):
    return {
        "level": level,
        "path": sku,
        "sku": sku,
        "name": {"ja": ja, "en": en},
        "quantity": quantity,
        "uom": uom,
    }


WORKSTATION_PARTS = [
    part(1, "BU-T7", "ベースユニット タワー型", "Tower base unit", "5", UNIT),
    part(2, "MB-W790", "マザーボード W790 LGA4677", "Motherboard W790 LGA4677", "5"),
    part(3, "CPU-W5", "プロセッサー 16コア 3.9 GHz", "Processor, 16 cores, 3.9 GHz", "5"),
    part(3, "MEM-64", "メモリー DDR5 ECC 32 GB", "Memory DDR5 ECC 32 GB", "20"),
    part(2, "PSU-1000", "電源ユニット 1000 W 80PLUS Platinum", "Power supply 1000 W Platinum", "5"),
    part(1, "GPU-A4", "グラフィックスカード 20 GB", "Graphics card 20 GB", "5"),
    part(1, "SSD-2T", "NVMe SSD 2 TB", "NVMe SSD 2 TB", "10"),
]


def line(
    position, sku, ja, en, quantity, price, *, discount="0", tax="standard", uom=PIECE, bom=()
):
    """A priced line: prices are whole yen here, discount a ratio as a string."""
    net = price - price * int(float(discount) * 1000) // 1000
    return {
        "position": position,
        "sku": sku,
        "kind": "configurable" if bom else "simple",
        "name": {"ja": ja, "en": en},
        "quantity": str(quantity),
        "uom": uom,
        "list_unit": str(price),
        "net_unit": str(net),
        "discount": discount,
        "discount_reason": "競合対抗のため社内承認済み",
        "list_amount": price * quantity,
        "net_amount": net * quantity,
        "tax_class": tax,
        "tax_rate": "0.08" if tax == "reduced" else "0.1",
        "price_list": {"ja": "標準価格表", "en": "Standard"},
        "cost_amount": 777_777,
        "bom": list(bom),
    }


def snapshot(lines=None, **changes):
    lines = usual_lines() if lines is None else lines
    taxes = [
        {"rate": rate, "tax_class": name, "base": base, "tax": base * percent // 100}
        for name, rate, percent in (("standard", "0.1", 10), ("reduced", "0.08", 8))
        if (base := sum(one["net_amount"] for one in lines if one["tax_class"] == name))
    ]
    subtotal = sum(one["net_amount"] for one in lines)
    tax_total = sum(tax["tax"] for tax in taxes)
    values = {
        "number": "Q-2026-0042",
        "revision": 1,
        "revision_id": "rev_1",
        "quote_id": "qte_1",
        "deal_id": "deal_1",
        "customer_id": "cus_1",
        "customer": {"ja": "株式会社青木製作所", "en": "Aoki Manufacturing Co., Ltd."},
        "contact_id": "con_1",
        "channel": "direct",
        "currency": "JPY",
        "language": "ja",
        "issued_on": "2026-11-24",
        "valid_until": "2026-12-24",
        "delivery": {"ja": "ご発注後 約4週間", "en": "About 4 weeks after receipt of order"},
        "payment_terms": {"ja": "月末締め翌月末払い", "en": "Net 30 days, end of month"},
        "notes": "送料および標準設置作業を含みます。\n本見積は上記有効期限内に限り有効です。",
        "lines": lines,
        "subtotal": subtotal,
        "taxes": taxes,
        "tax_total": tax_total,
        "total": subtotal + tax_total,
        "deepest_discount": "0.18",
        "margin": "0.27",
    }
    return {**values, **changes}


def usual_lines():
    return [
        line(
            1,
            "WS-7000",
            "ワークステーション WS-7000 カスタム構成",
            "Workstation WS-7000, configured",
            5,
            682_000,
            discount="0.18",
            uom=UNIT,
            bom=WORKSTATION_PARTS,
        ),
        line(
            2,
            "MON-27",
            "27型 4Kモニター(USB-C、昇降スタンド)",
            "27-inch 4K monitor, USB-C",
            10,
            54_800,
            uom=UNIT,
        ),
        line(
            3,
            "SRV-SETUP",
            "設置・初期設定作業(現地)",
            "On-site installation and set-up",
            1,
            180_000,
            uom=SET,
        ),
        line(
            4,
            "SUP-3Y",
            "オンサイト保守 3年間(平日9時〜17時)",
            "On-site support, 3 years, business hours",
            5,
            36_000,
        ),
        line(
            5,
            "GIFT-TEA",
            "ご説明会用 茶菓セット",
            "Refreshments for the hand-over session",
            2,
            4_980,
            tax="reduced",
            uom=SET,
        ),
    ]


def many_lines(count):
    names = [
        (
            "NVMe SSD 2 TB(ヒートシンク付き、5年保証)",
            "NVMe SSD 2 TB with heatsink, 5-year warranty",
        ),
        ("メモリー DDR5 ECC 32 GB", "Memory DDR5 ECC 32 GB"),
        ("10GbE ネットワークカード 2ポート SFP+", "10GbE network card, 2 × SFP+"),
        ("無停電電源装置 1500 VA ラックマウント型", "UPS 1500 VA, rack-mount"),
    ]
    return [
        line(
            n,
            f"PART-{n:04d}",
            *names[n % 4],
            1 + n % 7,
            4_800 + 730 * n,
            discount="0.05" if n % 3 == 0 else "0",
        )
        for n in range(1, count + 1)
    ]


def block(kind, key, title, html, picture=None):
    return Block(f"ver_{kind}_{key}", kind, key, title, parts_of(html), picture)


def blocks():
    return [
        block(
            Kind.COVER_LETTER,
            "",
            "ごあいさつ",
            "<p>平素より格別のお引き立てを賜り厚く御礼申し上げます。</p>",
        ),
        block(
            Kind.COMPANY_PROFILE,
            "",
            "会社概要",
            "<p>1998年創業の<strong>業務用</strong>計算機の専門会社です。</p>"
            "<ul><li>納入 4,200社</li><li>保守拠点 18か所</li></ul>",
        ),
        block(
            Kind.PRODUCT,
            "WS-7000",
            "WS-7000",
            "<p>設計部門のためのワークステーションです。AT&amp;T も R&amp;D; も採用。</p>",
        ),
        block(Kind.CASE_STUDY, "manufacturing", "導入事例", "<p>解析時間を42%短縮。</p>"),
        block(
            Kind.TERMS,
            "",
            "お取引条件",
            "<ol><li>検収は納入後10営業日以内。</li><li>保証は1年間。</li></ol>",
        ),
    ]


def material(language="ja", **changes):
    values = {
        "snapshot": snapshot(),
        "language": language,
        "company": company(),
        "addressee": Addressee("株式会社青木製作所", "設計本部", "購買部長", "鈴木 一郎")
        if language == "ja"
        else Addressee(
            "Aoki Manufacturing Co., Ltd.",
            "Engineering Division",
            "Purchasing Manager",
            "Ichiro Suzuki",
        ),
        "seller": Seller("佐藤 優子", "営業担当", "sato@mitsumori.example")
        if language == "ja"
        else Seller("Yuko Sato", "Account Manager", "sato@mitsumori.example"),
        "industry": "manufacturing",
        "signers": signers(),
        "blocks": blocks(),
    }
    return Material(**{**values, **changes})


def signers():
    return (
        Signer(1, "鈴木 一郎", "株式会社青木製作所", "購買部長"),
        Signer(2, "青木 誠", "株式会社青木製作所", "代表取締役"),
        Signer(3, "鈴木 美咲", "見積システムズ株式会社", "営業部長", ours=True),
    )
