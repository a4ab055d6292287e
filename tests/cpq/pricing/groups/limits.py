"""The cases about sums against a limit (power, slots, budget) and tables of what goes together."""

from cpq.catalog.configuring import Candidate, Choice, Configurator, Definition, compile_model
from cpq.catalog.configuring.counting import count_variants
from tests.cpq.pricing.groups.configuring import words
from tests.cpq.pricing.groups.given import each, many, number

MESSAGE = {"message": words("They do not go together.")}


def within(given):
    """Attributes whose values take so much each: {"cpu": {"A": 65}, "gpu": {"X": 200}}, a limit."""
    slots = {name: dict(said) for name, said in given.inside().items()}
    uses = [{"slot": name, "attribute": "takes"} for name in slots]
    limit = {"limit": given.number("limit", "at_most"), "base": given.number("base_load", "base")}
    model = _model(slots, [{"kind": "resource", "uses": uses} | limit | MESSAGE])
    return _asked(given, model, slots)


def paired(given):
    """Two attributes and the pairs of them that are allowed: "M x red"."""
    lists = given.of(list)
    slots = {name: dict.fromkeys(of, 0) for name, of in lists.items() if name in list(lists)[:2]}
    one, other = slots
    pairs = [tuple(part.strip() for part in pair.split(" x ")) for pair in given["allowed"]]
    table = {"kind": "table", "slot": one, "attribute": "value", "other": other,
             "other_attribute": "value", "allowed": pairs}  # fmt: skip
    return _asked(given, _model(slots, [table | MESSAGE]), slots)


def _asked(given, model, slots):
    """How many ways there are, and what some choices leave of the rest."""
    named = {value: name for name, values in slots.items() for value in values}
    whole = 1
    for values in slots.values():
        whole *= len(values)
    found = {"before": whole, "after": count_variants(model.compiled)}
    chosen = {named[one]: Choice(sku=one) for one in many(given.first("chosen", default=[]))}
    answer = model.answer(chosen)
    states = {name: model.options(name, answer, chosen) for name in slots if name not in chosen}
    left = {name: [v for v in slots[name] if of[v].possible] for name, of in states.items()}
    asks = given.first("ask", default=[])
    return found | {
        "open": left,
        "possible": each(asks, lambda ask: ask in left.get(named[ask], ())),
    }


def _model(slots, rules):
    model = {
        "sku": "MODEL",
        "slots": [{"key": key, "label": words(key), "skus": list(of)} for key, of in slots.items()],
        "constraints": rules,
    }
    candidates = {key: [_candidate(*one) for one in of.items()] for key, of in slots.items()}
    return Configurator(compile_model(Definition.model_validate(model), candidates))


def _candidate(value, takes):
    return Candidate(value, words(value), {"takes": str(number(takes)), "value": value})
