"""The cases about product models, read into definitions: variants, children, combinations."""

import re

from cpq.catalog.configuring import Candidate, Choice, Configurator, Definition, compile_model
from cpq.catalog.configuring.counting import count_variants
from foundation.errors import Refusal
from tests.cpq.pricing.groups.given import MEANS, each, many, number

RULES = {"exclude", *MEANS["exclude"], "requires"}
NO_ATTRIBUTES = RULES | {"ask", "choose", "necessary", "chosen", "note"}


def words(text):
    return {"ja": text, "en": text}


def variants(given):
    """Attributes with so many values each, or with their names; "RAM16 x HDD1" never together."""
    slots, excluded, required = _read(given)
    return {"before": count(slots, [], []), "after": count(slots, excluded, required)}


def _read(given):
    """Return the values of each attribute, and what the rules between them say."""
    excluded, required = sides(given.first("exclude", default="")), _needed(given)
    found = (given.first("attributes") or given).of(int, float, list, str)
    sizes = {name: n for name, n in found.items() if name not in NO_ATTRIBUTES}
    rules = [*excluded, *required]
    return {name: _values(name, n, rules) for name, n in sizes.items()}, excluded, required


def _needed(given):
    """Read "red -> M", "RAM32 requires HDD4": of the first only with the second."""
    found = many(given.first("requires", default=[]))
    return [tuple(re.split(r"\s*(?:->|→|requires)\s*", one)) for one in found]


def sides(excluded):
    """Read one exclusion or several: "RAM16 x HDD1", "HDD4 x M/L", "A x B x C", a list of such."""
    several = excluded if isinstance(excluded, list) else re.split(r", |; | and ", excluded)
    found = []
    for text in filter(None, several):
        first, *others = re.split(r" [x×] ", text)
        if len(others) == 1:
            found += [(first.strip(), value.strip()) for value in others[0].split("/")]
        else:
            found.append(tuple(one.strip() for one in (first, *others)))
    return found


def child_variants(given):
    """Choices of the parent that bar values of its child: "HDD4 x M", "case size M/L/XL"."""
    values = given["child"].split()[-1].split("/")
    pairs, choices = sides(given.first("exclude", default="")), many(given["parent_choice"])
    slots = {f"parent {n}": [choice, f"OTHER {n}"] for n, choice in enumerate(choices)}
    others = dict.fromkeys(one for one, _value in pairs if one not in choices)
    slots |= {f"parent {one}": [one, f"NO {one}"] for one in others} | {"child": values}
    configurator = _configurator(slots, pairs, [])
    chosen = {f"parent {n}": Choice(sku=choice) for n, choice in enumerate(choices)}
    chosen |= {f"parent {one}": Choice(sku=f"NO {one}") for one in others}
    return {"child_variants": len(_open(configurator, "child", chosen))}


def combinations(given):
    """Whether "SSD256 + RAM8" is a way to go on, and the first whole one, in the order given."""
    slots, excluded, required = _read(given)
    model = _configurator(slots, excluded, required)
    necessary = given.first("necessary", default="")
    first = _completed(model, slots, _parts(necessary)) if necessary else _completed(model, slots)
    return {
        "possible": each(
            given.first("ask", "choose", default=[]),
            lambda ask: _completed(model, slots, _parts(ask)) is not None,
        ),
        "combination": " + ".join(first) if first else None,
        "count": count(slots, excluded, required),
    }


def explained(given):
    """What choices leave open and force; of a value asked why it is barred, and what to drop."""
    slots, excluded, required = _read(given)
    named = {value: name for name, values in slots.items() for value in values}
    model = _configurator(slots, excluded, required)
    chosen = {named[one]: Choice(sku=one) for one in many(given["chosen"])}
    answer = model.answer(chosen)
    found = {
        "open": {name: _open(model, name, chosen) for name in slots if name not in chosen},
        "forced": {name: one.sku for name, one in model.forced(answer, chosen).items()},
    }
    if "ask" not in given:
        return found
    ask = given["ask"]
    why = model.why_not(chosen, named[ask], ask)
    return found | {
        "possible": ask in _open(model, named[ask], chosen),
        "because": [chosen[name].sku for name in why.because],
        "drop": [chosen[name].sku for name in why.drop],
    }


def _parts(text):
    return [part.strip() for part in text.split("+")]


def _completed(model, slots, wanted=()):
    """Choose what is wanted and then the first that is possible of the rest; None: it ends."""
    chosen = {}
    asked = [(name, one) for one in wanted for name, values in slots.items() if one in values]
    if len(dict(asked)) < len(wanted):
        return None  # of another product, or two of one attribute
    for name, one in [*asked, *((name, None) for name in slots if name not in dict(asked))]:
        open_ones = [sku for sku in _open(model, name, chosen) if one in {None, sku}]
        if not open_ones:
            return None
        chosen[name] = Choice(sku=open_ones[0])
    return [chosen[name].sku for name in slots]


def _open(model, slot, chosen):
    """What can still be chosen in a slot."""
    try:
        states = model.options(slot, model.answer(chosen), chosen)
    except Refusal:  # what was chosen goes with nothing, or nothing goes at all
        return []
    return [sku for sku, state in states.items() if state.possible]


def count(slots, excluded, required):
    """Every complete configuration, one by one, as many as the model says it has."""
    model = _configurator(slots, excluded, required)
    found = _complete(model, list(slots), {})
    assert found == count_variants(model.compiled)
    return found


def _values(name, n, rules):
    """Values named like the attribute, those the rules name among them."""
    if isinstance(n, list):
        return n
    named = [v for one in rules for v in one if re.match(rf"{name}\d*$", v, re.IGNORECASE)]
    others = (f"{name}-{k}" for k in range(int(number(n))))
    return [*dict.fromkeys(named), *others][: int(number(n))]


def _complete(configurator, slots, chosen):
    if not slots:
        return 1
    first, *rest = slots
    return sum(
        _complete(configurator, rest, {**chosen, first: Choice(sku=sku)})
        for sku in _open(configurator, first, chosen)
    )


def _configurator(slots, excluded, required):
    named = {value: name for name, values in slots.items() for value in values}
    message = words("They do not go together.")
    rules = [_never(named, one) for one in excluded] + [
        {"kind": "requires", "slot": named[one], "sku": one, "other": named[other],
         "other_skus": [other]} for one, other in required
    ]  # fmt: skip
    model = {
        "sku": "MODEL",
        "slots": [{"key": key, "label": words(key), "skus": list(of)} for key, of in slots.items()],
        "constraints": [rule | {"message": message} for rule in rules],
    }
    candidates = {key: [Candidate(sku, words(sku), {}) for sku in of] for key, of in slots.items()}
    return Configurator(compile_model(Definition.model_validate(model), candidates))


def _never(named, values):
    """Two that exclude each other, or a sentence about more of them."""
    if len(values) == 2:
        one, other = values
        return {"kind": "excludes", "slot": named[one], "sku": one,
                "other": named[other], "other_sku": other}  # fmt: skip
    all_of_them = " & ".join(f"`{named[value]}` = '{value}'" for value in values)
    return {"kind": "expression", "text": f"!({all_of_them})"}
