"""What each group of pricing-cases.json asks of the product: one table, read generally."""

from tests.cpq.pricing.groups import (
    configuring,
    documents_and_tax,
    lists_and_units,
    reckoning,
    terms_and_numbers,
    winning,
)
from tests.cpq.pricing.groups.given import Given

GROUPS = {
    "specificity+priority": winning.by_claim,
    "conflict_is_error": winning.conflict,
    "priority_beats_specificity": winning.by_priority,
    "specificity": winning.by_nearness,
    "margin_then_discount": reckoning.margin_then_discount,
    "compound_stack": reckoning.stacked,
    "additive_stack": reckoning.stacked,
    "ignore_rules_reverts": reckoning.without_rules,
    "free_recursive": reckoning.free_goods,
    "free_goods": reckoning.free_goods,
    "net_price_is_truth": reckoning.net_is_truth,
    "option_surcharge": reckoning.option_surcharge,
    "charm_price": reckoning.charm,
    "waterfall": reckoning.waterfall,
    "slab_vs_range": reckoning.slab_and_range,
    "block_price": reckoning.blocks,
    "uom_rule": lists_and_units.unit_rule,
    "min_qty+uom": lists_and_units.quantity_in_units,
    "pricelist_on_pricelist": lists_and_units.list_on_list,
    "currency_of_base": lists_and_units.currency_of_base,
    "cycle_rejected": lists_and_units.circles,
    "list_and_form_agree": documents_and_tax.list_and_form,
    "remove_row_reverts_price": documents_and_tax.removed_row,
    "tax_once_per_rate": documents_and_tax.tax_once,
    "rounding_modes": documents_and_tax.rounding_modes,
    "discount_across_rates": documents_and_tax.discount_across_rates,
    "order_discount_per_tax_group": documents_and_tax.discount_per_group,
    "tax_incl_to_incl": documents_and_tax.included_to_included,
    "free_item_with_levy": documents_and_tax.levies,
    "withholding_over_1m": terms_and_numbers.withholding,
    "withholding": terms_and_numbers.withholding,
    "60_day_warning": terms_and_numbers.sixty_days,
    "check_digit": terms_and_numbers.number_check,
    "ship_and_debit": terms_and_numbers.claim,
    "variant_count": configuring.variants,
    "exclusion_to_child_product": configuring.child_variants,
    "nested_kit_qty": configuring.kit,
}

KINDS = (  # where a group has another name, what it is about tells which of these it is
    ("withholding", terms_and_numbers.withholding),
    ("60_day", terms_and_numbers.sixty_days),
    ("terms", terms_and_numbers.sixty_days),
    ("due_date", terms_and_numbers.sixty_days),
    ("check_digit", terms_and_numbers.number_check),
    ("debit", terms_and_numbers.claim),
    ("conflict", winning.conflict),
    ("priority_beats", winning.by_priority),
    ("specificity", winning.by_nearness),
    ("waterfall", reckoning.waterfall),
    ("slab", reckoning.slab_and_range),
    ("block", reckoning.blocks),
    ("formula", reckoning.charm),
    ("clamp", reckoning.charm),
    ("stack", reckoning.stacked),
    ("free", reckoning.free_goods),
    ("net_price", reckoning.net_is_truth),
    ("surcharge", reckoning.option_surcharge),
    ("rounding", documents_and_tax.rounding_modes),
    ("tax_once", documents_and_tax.tax_once),
    ("tax_incl", documents_and_tax.included_to_included),
    ("levy", documents_and_tax.levies),
    ("across_rates", documents_and_tax.discount_across_rates),
    ("cycle", lists_and_units.circles),
    ("currency", lists_and_units.currency_of_base),
    ("pricelist", lists_and_units.list_on_list),
    ("uom_rule", lists_and_units.unit_rule),
    ("uom", lists_and_units.quantity_in_units),
    ("variant", configuring.variants),
    ("kit", configuring.kit),
)


def answer(group, values):
    """Reckon a case. A group or a word of it that nobody knows is a failure, never passed over."""
    given = Given(values)
    found = _reader(group)(given)
    assert not given.unread(), f"nobody reads {given.unread()} of {group}"
    return found


def _reader(group):
    if group in GROUPS:
        return GROUPS[group]
    found = next((reader for word, reader in KINDS if word in group), None)
    assert found is not None, f"no reader for the group {group}"
    return found
