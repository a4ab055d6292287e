"""A bicycle put together in the editor, step by step."""

from sqlalchemy import select

from cpq.catalog.models import Product, ProductModel
from foundation.db import reading
from tests.cpq.catalog.builders import add
from tests.journeys.house import HANDS, Page


def draft_of(sku):
    """Return the newest version of a product's model."""
    with reading() as session:
        query = select(ProductModel).join(Product).where(Product.sku == sku)
        return session.scalars(query.order_by(ProductModel.version.desc())).first()


class Desk:
    """A product manager at the editor of one model."""

    def __init__(self, visitor, product_id, sku):
        self.visitor, self.sku = visitor, sku
        visitor.sends(f"/products/{product_id}/models")

    @property
    def row(self):
        return draft_of(self.sku)

    @property
    def at(self):
        return f"/products/models/{self.row.id}"

    def puts(self, kind, status=200, **fields):
        return self.does(f"parts/{kind}", status, **fields)

    def does(self, what, status=200, **fields):
        """Send a form of the editor, as it was drawn at the newest edit."""
        fields = {"seen": self.row.head, **fields}
        answer = self.visitor.client.post(
            f"{self.at}/{what}", data=fields, headers=HANDS, follow_redirects=True
        )
        return Page(answer, status)

    def group(self, ja, en, **fields):
        counts = {"least": 1, "most": 1, "max_quantity": 1}
        return self.puts("group", label_ja=ja, label_en=en, **(counts | fields))

    def option(self, of, ja, en, **fields):
        return self.puts("option", of=of, name_ja=ja, name_en=en, **fields)


def a_bicycle(visitor, sku="BIKE"):
    """Make a bicycle configurable: a frame, colours, extras, and two rules between them."""
    desk = Desk(visitor, add(sku), sku)
    desk.group("フレーム", "Frame")
    desk.option(0, "鉄", "Steel", attributes="weight = 3")
    desk.option(0, "炭素", "Carbon", attributes="weight = 1")
    desk.group("色", "Colour")
    desk.option(1, "赤", "Red")
    desk.option(1, "青", "Blue")
    desk.group("付属品", "Extras", least=0, most=3)
    desk.option(2, "かご", "Basket", attributes="weight = 2")
    desk.option(2, "ライト", "Light")
    desk.puts("rule", rule="excludes", this="frame/carbon", that="extras/basket",
              message_ja="炭素フレームにはかごを付けられません。",
              message_en="A carbon frame takes no basket.")  # fmt: skip
    desk.puts("rule", rule="requires", this="extras/basket", needs=["extras/light", ""],
              message_ja="かごにはライトが要ります。",
              message_en="With a basket comes a light.")  # fmt: skip
    return desk
