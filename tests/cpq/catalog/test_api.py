"""Products and price lists for other systems."""

from tests.cpq.catalog.builders import add, price_list


def test_products_are_found_page_by_page(system):
    for sku in ("A1", "A2", "B1"):
        add(sku, category="tea" if sku.startswith("A") else "")

    answer = system("rep").gets("/products?category=tea&size=1&page=2")

    assert [one["sku"] for one in answer["products"]] == ["A2"]
    assert (answer["total"], answer["pages"]) == (2, 2)


def test_a_product_is_put_and_read(system):
    admin = system("admin")

    put = admin.client.put(
        "/api/v1/products/A%2F1",
        json={"name": "お茶", "cost": "120.5", "cost_currency": "JPY", "attributes": {"色": "緑"}},
        headers=admin.headers,
    )

    assert put.status_code == 200, put.text
    known = admin.gets("/products/A/1")
    assert (known["cost"], known["attributes"]) == ("120.5", {"色": "緑"})


def test_what_is_wrong_is_said_in_problem_json(system):
    admin = system("admin")

    def put(**body):
        return admin.client.put("/api/v1/products/A1", json=body, headers=admin.headers)

    assert put(name="x", cost="NaN").status_code == 422
    assert put(name="x", cost="NaN").json["field"] == "cost"
    assert put(cost="1").status_code in (400, 422)
    missing = admin.client.get("/api/v1/products/ZZ", headers=admin.headers)
    assert missing.status_code == 404
    assert missing.content_type == "application/problem+json"


def test_sales_may_not_put(system):
    add("A1")
    price_list(A1="500")
    rep = system("rep")

    for address, body in (
        ("/api/v1/products/A1", {"name": "x"}),
        ("/api/v1/price-lists/JPY-1/entries", {"sku": "A1", "unit_price": "1"}),
    ):
        assert rep.client.put(address, json=body, headers=rep.headers).status_code == 403
