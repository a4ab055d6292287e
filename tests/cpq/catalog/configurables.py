"""Small models to configure, and every complete product of them found the slow and obvious way."""

from itertools import product

from hypothesis import strategies as st

from cpq.catalog.configuring import Candidate, Choice, Configurator, Definition, compile_model


def words(text):
    return {"ja": text, "en": text}


# A workstation of three levels: product > base unit > board

MODEL = {
    "sku": "WS",
    "assemblies": [
        {"key": "base", "name": words("base unit")},
        {"key": "board", "name": words("board"), "parent": "base"},
    ],
    "slots": [
        {"key": "cpu", "label": words("processor"), "category": "cpu", "assembly": "board"},
        {"key": "board", "label": words("mainboard"), "category": "board", "assembly": "board"},
        {
            "key": "memory",
            "label": words("memory"),
            "category": "memory",
            "assembly": "board",
            "max_quantity": 4,
        },
        {"key": "power", "label": words("power"), "category": "power", "assembly": "base"},
        {
            "key": "screen",
            "label": words("screen"),
            "category": "screen",
            "required": False,
            "max_quantity": 2,
        },
    ],
    "constraints": [
        {
            "kind": "match",
            "slot": "cpu",
            "attribute": "socket",
            "other": "board",
            "other_attribute": "socket",
            "message": words("The processor does not fit the socket."),
        },
        {
            "kind": "resource",
            "provider": "board",
            "provider_attribute": "places",
            "uses": [{"slot": "memory", "attribute": "modules"}],
            "message": words("There are more modules than places."),
        },
        {
            "kind": "resource",
            "provider": "power",
            "provider_attribute": "watts",
            "base": 100,
            "uses": [{"slot": "cpu", "attribute": "tdp"}],
            "message": words("The power supply is too weak."),
        },
    ],
}
PARTS = [
    ("CPU-A", "cpu", 30000, {"socket": "A", "tdp": "65"}),
    ("CPU-B", "cpu", 90000, {"socket": "B", "tdp": "300"}),
    ("MB-A", "board", 20000, {"socket": "A", "places": "2"}),
    ("MB-B", "board", 50000, {"socket": "B", "places": "4"}),
    ("MEM-1", "memory", 5000, {"modules": "1"}),
    ("MEM-2", "memory", 9000, {"modules": "2"}),
    ("PS-300", "power", 8000, {"watts": "300"}),
    ("PS-600", "power", 15000, {"watts": "600"}),
    ("SCR", "screen", 40000, {}),
]
CHOSEN = {"cpu": "CPU-A", "board": "MB-A", "memory": "MEM-1", "power": "PS-300"}


def chosen(**parts):
    return {slot: Choice(sku=sku) for slot, sku in parts.items()}


def workstation():
    definition = Definition.model_validate(MODEL)
    by_slot = {
        slot.key: [Candidate(s, words(s), a) for s, c, _p, a in PARTS if c == slot.category]
        for slot in definition.slots
    }
    return Configurator(compile_model(definition, by_slot))


def possible(configurator, slot, choices):
    states = configurator.options(slot, configurator.answer(choices), choices)
    return {sku for sku, state in states.items() if state.possible}


@st.composite
def models(draw):
    """Three or four slots of up to four parts, with some rules of every kind between them."""
    count = draw(st.integers(3, 4))
    slots = [
        {
            "key": f"s{n}",
            "label": words(f"s{n}"),
            "category": "x",
            "required": draw(st.booleans()),
            "max_quantity": draw(st.integers(1, 2)),
        }
        for n in range(count)
    ]
    value = st.sampled_from("ab")
    parts = {
        slot["key"]: [
            Candidate(
                f"{slot['key']}-{n}",
                words("p"),
                {"k": draw(value), "w": str(draw(st.integers(0, 4)))},
            )
            for n in range(draw(st.integers(1, 3)))
        ]
        for slot in slots
    }
    keys = list(parts)
    rules = draw(st.lists(rule_between(keys, parts), max_size=4))
    definition = Definition.model_validate({"sku": "X", "slots": slots, "constraints": rules})
    return definition, parts


@st.composite
def rule_between(draw, keys, parts):
    one, other = draw(st.permutations(keys))[:2]
    kind = draw(st.sampled_from(["match", "table", "excludes", "requires", "resource"]))
    said = {"kind": kind, "message": words(kind)}
    if kind == "resource":
        uses = [{"slot": key, "attribute": "w"} for key in (one, other)]
        return {**said, "uses": uses, "limit": draw(st.integers(0, 9))}
    between = {"slot": one, "other": other}
    if kind in {"match", "table"}:
        pairs = draw(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), max_size=3))
        allowed = {"allowed": pairs} if kind == "table" else {}
        return {**said, **between, "attribute": "k", "other_attribute": "k", **allowed}
    sku = draw(st.sampled_from([part.sku for part in parts[one]]))
    others = [part.sku for part in parts[other]]
    if kind == "excludes":
        return {**said, **between, "sku": sku, "other_sku": draw(st.sampled_from(others))}
    return {**said, **between, "sku": sku, "other_skus": draw(st.lists(st.sampled_from(others)))}


def complete_ones(definition, parts):
    """Every complete configuration, the slow and obvious way."""
    domains = []
    for slot in definition.slots:
        filled = [(part, n) for part in parts[slot.key] for n in range(1, slot.max_quantity + 1)]
        domains.append(filled if slot.required else [None, *filled])
    keys = [slot.key for slot in definition.slots]
    everything = (dict(zip(keys, combination, strict=True)) for combination in product(*domains))
    return [one for one in everything if all(holds(rule, one) for rule in definition.constraints)]


def holds(rule, filled):
    if rule.kind == "resource":
        taken = [filled[use.slot] for use in rule.uses]
        return sum(int(one[0].attributes["w"]) * one[1] for one in taken if one) <= rule.limit
    one, other = filled[rule.slot], filled[rule.other]
    if rule.kind == "requires":
        met = other is not None and other[0].sku in rule.other_skus
        return one is None or one[0].sku != rule.sku or met
    return one is None or other is None or fits(rule, one[0], other[0])


def fits(rule, one, other):
    match rule.kind:
        case "match":
            return one.attributes["k"] == other.attributes["k"]
        case "table":
            return (one.attributes["k"], other.attributes["k"]) in rule.allowed
        case _:
            return (one.sku, other.sku) != (rule.sku, rule.other_sku)


def choices_of(filled):
    return {key: Choice(sku=one[0].sku, quantity=one[1]) for key, one in filled.items() if one}


def agrees(filled, choices):
    return all(
        filled[key] and (filled[key][0].sku, filled[key][1]) == (one.sku, one.quantity)
        for key, one in choices.items()
    )
