"""Imports on their pages: upload, look over, check, import, report."""

import io

from foundation.jobs import look_and_deliver
from tests.cpq.importing.builders import workbook

CSV = '品番,品名,単価,通貨\nA1,お茶,500,JPY\nA2,菓子,abc,JPY\nA3,"珈琲, 豆",,JPY\n'.encode("cp932")


def upload(visitor, *files, expect=200, **fields):
    handed = [(io.BytesIO(content), name) for name, content in files]
    return visitor.sends("/import", expect, files=handed, **fields)


def test_files_are_looked_over_checked_imported_and_reported(manager):
    page = upload(manager, ("prices.csv", CSV))
    address = page.address
    assert "First rows as they are read" in page
    assert page.field("column_sku") == "品番"
    assert page.field("price_list") == "PRICES"
    assert "Price must be a plain number" in page  # of the second row, in the preview

    assert "Being checked" in manager.sends(f"{address}/check")
    assert "Being checked" in manager.opens(f"{address}/now")
    look_and_deliver()
    ended = manager.client.get(f"{address}/now")
    assert ended.headers["HX-Refresh"] == "true"
    page = manager.opens(address)
    assert "Nothing was changed" in page
    assert "New2" in page
    assert "No products yet" in manager.opens("/products")

    manager.sends(f"{address}/run")
    look_and_deliver()
    page = manager.opens(address)
    assert "imported" in page
    assert "Refused1" in page
    assert "A3" in manager.opens("/products?q=珈琲")

    report = manager.fetches(f"{address}/report.csv").decode("utf-8-sig")
    assert report.splitlines()[1].startswith("prices.csv,3,refused,")


def test_the_mapping_is_changed_and_kept_for_the_next_files(manager):
    address = upload(manager, ("parts.csv", b'label,usd,size\nRGB,9,"2,16"\n')).address
    form = {
        "column_name": "label", "column_price": "usd", "fixed_currency": "usd",
        "price_list": "p-1", "identity": "all", "attributes": "all",
        "derived": "gb = size[1] * size[2]", "keep_as": "Parts",
    }  # fmt: skip

    page = manager.sends(f"{address}/mapping", **form)

    assert "gb: 32" in page
    assert "PARTS-" in page
    assert "$9.00" in page
    assert b"gb = " in manager.fetches(f"{address}/mapping.toml")
    again = upload(manager, ("more.csv", b'label,usd,size\nLPX,5,"1,8"\n'), mapping="Parts")
    assert "gb: 8" in again


def test_a_mapping_is_pasted_as_toml(manager):
    page = upload(manager, ("parts.csv", b"label\nRGB\n"))
    toml = '[columns]\nname = "label"\n[key]\ncolumns = ["label"]\n'

    assert "RGB" in manager.sends(f"{page.address}/toml", toml=toml)
    refused = manager.sends(f"{page.address}/toml", 422, form="toml", toml="columns = [")
    assert "Line 1: this is no TOML." in refused
    assert refused.field("toml").strip() == "columns = ["


def test_a_mapping_that_does_not_fit_is_refused_and_nothing_typed_is_lost(manager):
    page = upload(manager, ("parts.csv", b"label,usd\nRGB,5\n"))

    refused = manager.sends(f"{page.address}/mapping", 422, form="columns", keep_as="Mine",
                            column_name="label", column_price="usd", identity="all")  # fmt: skip

    assert "on which price list" in refused
    assert refused.field("keep_as") == "Mine"


def test_a_workbook_is_taken_too(manager):
    page = upload(manager, ("a.xlsx", workbook(["SKU", "Name"], ["A1", "Tea"])))

    assert "Tea" in page


def test_files_that_cannot_be_read_are_refused(manager):
    assert "Choose at least one" in manager.sends("/import", 422)
    assert "damaged" in upload(manager, ("a.xlsx", b"PK\x03\x04broken"), expect=422)
    assert "is empty" in upload(manager, ("a.csv", b""), expect=422)


def test_an_import_is_not_begun_twice(manager):
    address = upload(manager, ("prices.csv", CSV)).address
    manager.sends(f"{address}/run")

    assert "running already" in manager.sends(f"{address}/run", 409)
    assert "has begun" in manager.sends(
        f"{address}/toml", 409, toml='[columns]\nsku="品番"\nname="品名"'
    )


def test_imports_are_listed_with_what_became_of_them(manager):
    assert "No import yet" in manager.opens("/import")
    upload(manager, ("prices.csv", CSV))

    page = manager.opens("/import")
    assert "prices.csv not begun" in page


def test_a_product_manager_imports_products_without_their_prices(signed_in):
    visitor = signed_in("product")
    address = upload(visitor, ("prices.csv", CSV)).address

    assert "Managers import prices." in visitor.sends(f"{address}/run", 403)
    visitor.sends(f"{address}/mapping", column_sku="品番", column_name="品名", identity="sku")
    assert "Being imported" in visitor.sends(f"{address}/run")
