"""The cases about product models and kits, read into definitions and structures."""

import re

from cpq.catalog.configuring import Candidate, Choice, Configurator, Definition, compile_model
from cpq.catalog.materials.exploding import Component, explode


def words(text):
    return {"ja": text, "en": text}


def variants(given):
    """Attributes with so many values each; "RAM16 x HDD1" never stand together."""
    sizes = {name: n for name, n in given.items() if isinstance(n, int)}
    pairs = [tuple(side.strip() for side in given["exclude"].split(" x "))]
    return {"before": count(sizes, []), "after": count(sizes, pairs)}


def child_variants(given):
    """A choice of the parent that bars values of its child: "HDD4 x M", "case size M/L/XL"."""
    values = given["child"].split()[-1].split("/")
    parent, child = (side.strip() for side in given["exclude"].split(" x "))
    slots = {"parent": [given["parent_choice"], "OTHER"], "child": values}
    configurator = _configurator(slots, [("parent", parent, "child", child)])
    chosen = {"parent": Choice(sku=given["parent_choice"])}
    valid = configurator.options("child", configurator.answer(chosen), chosen)
    return {"child_variants": sum(state.possible for state in valid.values())}


def kit(given):
    """ "Seat: 1 back, 2 arm kit; arm kit: 1 arm, 2 bolt": how many of each part one of it takes."""
    structure, names = {}, []
    for part in given["bom"].split(";"):
        whole, _colon, inside = part.partition(":")
        names.append(whole.strip())
        structure[whole.strip()] = [
            Component(found[2].strip(), found[1])
            for found in re.finditer(r"([\d.]+) ([^,;]+)", inside)
        ]
    counts = {}
    for row in explode(names[0], structure):
        counts[row.sku] = counts.get(row.sku, 0) + row.quantity
    return {f"{name}s": n for name, n in counts.items()} | counts


def count(sizes, pairs):
    """Every complete configuration, one by one."""
    slots = {name: _values(name, n, pairs) for name, n in sizes.items()}
    named = {value: name for name, values in slots.items() for value in values}
    rules = [(named[one], one, named[other], other) for one, other in pairs]
    return _complete(_configurator(slots, rules), list(slots), {})


def _values(name, n, pairs):
    """Values named like the attribute, those the exclusion names among them."""
    named = [v for pair in pairs for v in pair if re.match(rf"{name}\d*$", v, re.IGNORECASE)]
    others = (f"{name}-{k}" for k in range(n))
    return [*named, *others][:n]


def _complete(configurator, slots, chosen):
    if not slots:
        return 1
    first, *rest = slots
    states = configurator.options(first, configurator.answer(chosen), chosen)
    open_ones = [sku for sku, state in states.items() if state.possible]
    return sum(
        _complete(configurator, rest, {**chosen, first: Choice(sku=sku)}) for sku in open_ones
    )


def _configurator(slots, exclusions):
    model = {
        "sku": "MODEL",
        "slots": [{"key": key, "label": words(key), "skus": list(of)} for key, of in slots.items()],
        "constraints": [
            {
                "kind": "excludes",
                "slot": slot,
                "sku": sku,
                "other": other,
                "other_sku": value,
                "message": words("They exclude each other."),
            }
            for slot, sku, other, value in exclusions
        ],
    }
    candidates = {key: [Candidate(sku, words(sku), {}) for sku in of] for key, of in slots.items()}
    return Configurator(compile_model(Definition.model_validate(model), candidates))
