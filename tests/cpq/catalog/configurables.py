"""A workstation of three levels to configure, and how to ask for it."""

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
