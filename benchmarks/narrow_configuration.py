"""Narrowing a configuration after a choice: the demo's workstation, and thousands of real parts.

What is timed is what the configurator's page asks after each choice: the valid options of every
slot, and the states of the slot that is open. Way after way through the model, chosen at random.
"""

import csv
import random
import re
import tomllib
from pathlib import Path

from benchmarks.tables import Row, once, show
from cpq.catalog.configuring import Candidate, Choice, Configurator, Definition, compile_model

ROOT = Path(__file__).parent.parent
PARTS = ROOT.parent / "shared" / "data" / "pc-parts"
WAYS, GOAL = 12, 0.020


def main() -> bool:
    models = [("the demo's workstation", _demo)]
    if PARTS.is_dir():
        models.append(("58,905 real parts", real))
    else:
        print(f"\nNarrowing among real parts: skipped, since {PARTS} is not here.")
    rows = []
    for name, model in models:
        made = []
        compiled = once(lambda: made.append(model()))  # noqa: B023  (used at once)
        [configurator] = made
        rows.append(Row(f"{name}: compile, once", [compiled]))
        rows.append(Row(f"{name}: narrow, first ways", _ways(configurator, 1), None, by_p95=True))
        rows.append(Row(f"{name}: narrow", _ways(configurator, 2), GOAL, by_p95=True))
    return show("Narrow a configuration after a choice", rows)


def _ways(configurator, seed):
    dice = random.Random(seed)  # noqa: S311  (the same ways each time, not a secret)
    times = []
    for _way in range(WAYS):
        choices = {}
        slots = [domain.slot.key for domain in configurator.compiled.domains]
        dice.shuffle(slots)
        for slot in slots:
            told = []
            times.append(once(lambda: told.append(_asked(configurator, slot, choices))))  # noqa: B023  (used at once)
            [states] = told
            fits = [(sku, state) for sku, state in states.items() if state.possible]
            if fits:
                sku, state = dice.choice(fits)
                choices[slot] = Choice(sku=sku, quantity=dice.choice(state.quantities))
    return times


def _asked(configurator, slot, choices):
    return configurator.options(slot, configurator.answer(choices), choices)


def _demo():
    definition = _definition(ROOT / "demo" / "models" / "ws-pro.toml")
    with (ROOT / "demo" / "products.csv").open(encoding="utf-8", newline="") as file:
        products = list(csv.DictReader(file))
    return _configurator(definition, [_demo_part(row) for row in products])


def _demo_part(row):
    attributes = dict(
        pair.split("=", 1)
        for pair in re.split(r"[;\n]\s*", row.get("attributes", ""))
        if "=" in pair
    )
    return row["category"], Candidate(
        row["sku"], {"ja": row["name"], "en": row["name"]}, attributes
    )


def real():
    definition = _definition(ROOT / "demo" / "pc-parts" / "workstation.toml")
    parts = []
    for path in sorted(PARTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for n, row in enumerate(csv.DictReader(file)):
                name = {"ja": row["name"], "en": row["name"]}
                parts.append((path.stem, Candidate(f"{path.stem}-{n}", name, _read(row))))
    return _configurator(definition, parts)


def _read(row):
    """Split the quoted pairs, as the import's mapping does: "5,6000" is DDR5 at 6000."""
    read = dict(row)
    if "speed" in row and "modules" in row:
        ddr, _comma, _speed = row["speed"].partition(",")
        count, _comma, each = row["modules"].partition(",")
        read |= {"ddr": ddr, "module_count": count}
        if count.isdecimal() and each.isdecimal():
            read["total_gb"] = str(int(count) * int(each))
    return read


def _definition(path):
    return Definition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _configurator(definition, parts):
    by_slot = {
        slot.key: [
            part
            for category, part in parts
            if category == slot.category
            and all(part.attributes.get(k, "") in allowed for k, allowed in slot.where.items())
        ]
        for slot in definition.slots
    }
    return Configurator(compile_model(definition, by_slot))


if __name__ == "__main__":
    main()
