"""Turns quotes and configurations into what the API gives."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.bodies import (
    AttachmentOut,
    BomOut,
    BulkLineOut,
    BulkOut,
    ChoiceBody,
    ConfigurationOut,
    LineOut,
    LinesOut,
    LoserOut,
    OptionOut,
    OptionsOut,
    QuoteOut,
    QuoteRowOut,
    SlotOut,
    StepOut,
    TaxOut,
    WhyOut,
)
from cpq.catalog.configuring import parts_list
from cpq.catalog.queries import configurator_of, product_card
from cpq.insides import attached
from cpq.models import QuoteLine, QuoteRevision
from cpq.option_prices import price_with
from cpq.proving import Steps, weighed_steps, with_losers
from cpq.queries import lists_asked, unit_prices
from cpq.quoting.bench import Bench
from cpq.quoting.discreet import without_costs
from cpq.quoting.matching import Judged
from cpq.quoting.options import Option, SlotView, Why
from cpq.quoting.picks import saved, settle
from cpq.quoting.rows import LineView
from cpq.quoting.sheet import Asked, Sheet, line_of, sheet_of
from foundation.bodies import Amount
from foundation.language import say, text_from_json
from foundation.money import Money


def row_out(row: QuoteRevision) -> QuoteRowOut:
    """Return a revision for a list."""
    return QuoteRowOut(
        id=row.id,
        number=row.number,
        revision=row.revision,
        deal_id=row.deal_id,
        customer_id=row.customer_id,
        state=row.state.value,
        total=amount_out(Money(row.total, row.currency)),
        valid_until=row.valid_until,
    )


def quote_out(session: Session, revision_id: str, *, told: bool) -> QuoteOut:
    """Return a revision with its lines and price steps; ``told``: the reader may know costs."""
    sheet = sheet_of(session, revision_id, "en")
    row = sheet.row
    same = ("contact_id", "channel", "currency", "subject", "issued_on", "delivery", "notes")
    also = ("payment_terms", "content_sha256", "reason")
    lines = _lines_out(session, sheet, row.lines, told=told)
    return QuoteOut(
        **row_out(row).model_dump(),
        **{name: getattr(row, name) for name in (*same, *also)},
        customer={"ja": sheet.customer.name, "en": sheet.customer.called("en")},
        lines=lines,
        subtotal=amount_out(sheet.subtotal),
        taxes=[_tax_out(tax, row.currency) for tax in row.taxes],
        tax_total=amount_out(sheet.tax_total),
        attachments=[AttachmentOut(**one.model_dump()) for one in attached(session, row)],
        problems=[say(problem) for problem in sheet.problems] if sheet.editable else [],
    )


def lines_out(session: Session, revision_id: str, asked: Asked, *, told: bool) -> LinesOut:
    """Return one page of the lines of a revision, with their price steps; ``told`` as above."""
    sheet = sheet_of(session, revision_id, "en", asked)
    rows = [line_of(session, revision_id, view.id) for view in sheet.lines]
    return LinesOut(
        lines=_lines_out(session, sheet, rows, told=told),
        page=sheet.asked.page,
        pages=sheet.pages,
        total=sheet.found,
    )


def bulk_out(rows: Sequence[Judged], added: int, total: Money) -> BulkOut:
    """Return what became of many lines."""
    return BulkOut(
        added=added,
        total=amount_out(total),
        rows=[
            BulkLineOut(
                row=one.row.number,
                sku=one.card.sku if one.card else one.row.cells["sku"],
                quantity=one.row.cells["quantity"],
                problem=say(one.problem) if one.problem else None,
                near=[card.sku for card in one.near],
                on_line=one.there[1] if one.there else None,
            )
            for one in rows
        ],
    )


def amount_out(money: Money) -> Amount:
    """Return an amount in whole units."""
    return Amount(amount=f"{money.major:f}", currency=money.currency)


def bench_of(session: Session, line: QuoteLine) -> Bench:
    """Return the configurator of a line with what is saved on it."""
    configurator = configurator_of(session, line.sku, line.model_version)
    return Bench(configurator, settle(configurator, saved(line.choices)).choices)


def configuration_out(session: Session, line: QuoteLine) -> ConfigurationOut:
    """Return what is chosen for a line, what is missing, and what it comes to."""
    bench = bench_of(session, line)
    name = product_card(session, line.sku).names
    bom = [row.to_json() for row in parts_list(bench.compiled, bench.choices, name)]
    price = price_with(session, line, bench.configurator, bench.choices)
    views = [slot for group in bench.groups("", "", set()) for slot in group.slots]
    return ConfigurationOut(
        choices=[ChoiceBody(slot=key, **one.model_dump()) for key, one in bench.choices.items()],
        missing=list(bench.answer.missing),
        complete=bench.answer.complete,
        slots=[_slot_out(view) for view in views],
        unit_price=amount_out(price.unit) if price.unit else None,
        refusal=say(price.refusal) if price.refusal else None,
        bom=[BomOut.model_validate(row) for row in bom],
    )


def options_out(session: Session, line: QuoteLine, slot: str, words: str) -> OptionsOut:
    """Return the options of a slot: those that fit first."""
    bench = bench_of(session, line)
    catalogue, currency = lists_asked(session, line.revision_id, bench.candidates(slot))
    priced = catalogue.named()
    groups = bench.groups(slot, words, priced)
    view = next(one for group in groups for one in group.slots if one.key == slot)
    wanted = {option.sku: line.quantity for option in view.options}
    prices = unit_prices(catalogue, wanted)
    options = [_option_out(option, prices, currency) for option in view.options]
    return OptionsOut(slot=slot, options=options, found=view.found)


def _lines_out(
    session: Session, sheet: Sheet, lines: Sequence[QuoteLine], *, told: bool
) -> list[LineOut]:
    weighed = weighed_steps(session, sheet.row, lines) if told else {}
    found = []
    for view, line in zip(sheet.lines, lines, strict=True):
        kept = line.price["steps"] if line.price else []
        full = with_losers(kept, weighed.get(line.position, ()))
        steps = full if told else without_costs(kept)
        found.append(_line_out(view, line, sheet.row.currency, steps))
    return found


def _line_out(view: LineView, line: QuoteLine, currency: str, steps: Steps) -> LineOut:
    return LineOut(
        id=view.id,
        position=view.position,
        sku=view.sku,
        name=view.name,
        quantity=_plain(view.quantity),
        uom=view.uom,
        complete=view.complete,
        discount_percent=_plain(view.percent),
        discount_reason=view.reason,
        list_unit=_unit(view.list_unit, currency),
        list_amount=amount_out(view.list_amount) if view.list_amount else None,
        net_amount=amount_out(view.net_amount) if view.net_amount else None,
        price_list=view.price_list,
        refusal=say(view.refusal) if view.refusal else None,
        steps=[_step_out(step) for step in steps],
        bom=[BomOut.model_validate(row) for row in line.bom],
    )


def _step_out(step: Mapping[str, Any]) -> StepOut:
    losers = [
        LoserOut(
            price_list=one["price_list"],
            why=say(text_from_json(one["why"])),
            would_give=one.get("would_give"),
        )
        for one in step["losers"]
    ]
    return StepOut(
        **{name: step[name] for name in ("kind", "sku", "before", "after", "price_list")},
        note=say(text_from_json(step["note"])),
        losers=losers,
    )


def _tax_out(tax: Mapping[str, Any], currency: str) -> TaxOut:
    return TaxOut(
        tax_class=tax["tax_class"],
        rate=tax["rate"],
        base=amount_out(Money(tax["base"], currency)),
        tax=amount_out(Money(tax["tax"], currency)),
    )


def _slot_out(view: SlotView) -> SlotOut:
    return SlotOut(
        slot=view.key,
        label=view.label.model_dump(),
        required=view.required,
        max_quantity=view.most,
        fitting=view.fits,
        of=view.of,
        forced=view.forced.sku if view.forced else None,
    )


def _option_out(option: Option, prices: Mapping[str, Decimal], currency: str) -> OptionOut:
    return OptionOut(
        sku=option.sku,
        name=dict(option.name),
        possible=option.possible,
        quantities=list(option.quantities),
        unit_price=_unit(prices.get(option.sku), currency),
        why=_why_out(option.why) if option.why else None,
    )


def _why_out(why: Why) -> WhyOut:
    return WhyOut(
        because=[named.key for named in why.because],
        rules=[rule.model_dump() for rule in why.rules],
        drop=[named.key for named in why.drop],
    )


def _unit(price: Decimal | None, currency: str) -> Amount | None:
    return None if price is None else Amount(amount=_plain(price), currency=currency)


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + 0:f}"
