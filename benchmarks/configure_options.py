"""Choosing among hundreds of options: two real feature models, and the workstation of real parts.

Per click: the full domains, the 40 options on screen, why an option is barred, and what to drop
for it. Beside them, in the same run, the obvious solver: two calls for every option.
"""

import random
from pathlib import Path

from pysat.solvers import Minisat22

from benchmarks import narrow_configuration
from benchmarks.tables import Row, once, ratio_of, show
from cpq.catalog.configuring import Choice, Configurator, compile_model
from cpq.catalog.configuring.encoding import Encoding
from cpq.catalog.configuring.uvl import read_uvl

MODELS = narrow_configuration.ROOT.parent / "shared" / "data" / "feature-models"
SESSIONS, CLICKS, SCREEN, SELECTED = 6, 20, 40, 0.7
GOAL, SCREEN_GOAL = 0.050, 0.020


def main() -> bool:
    fine = True
    for path in sorted(MODELS.glob("*.uvl")):
        fine &= _measured(path.stem, lambda path=path: _uvl(path))
    if narrow_configuration.PARTS.is_dir():
        fine &= _measured("workstation of 58,905 real parts", narrow_configuration.real)
    if not MODELS.is_dir():
        print(f"\nReal feature models: skipped, since {MODELS} is not here.")
    return fine


def _uvl(path: Path) -> Configurator:
    definition = read_uvl(path.read_text(encoding="utf-8"), path.stem)
    return Configurator(compile_model(definition, {}))


def _measured(name, made):
    told = []
    compiled = once(lambda: told.append(made()))
    [configurator] = told
    naive = _Naive(configurator.compiled)
    times = {kind: [] for kind in ("full", "screen", "naive", "why", "drop")}
    for session in range(SESSIONS):
        _session(configurator, naive, random.Random(session), times)  # noqa: S311  (the same each time)
    beside = [taken for taken in times["naive"] if taken]
    rows = [
        Row("read, compile, prove the root, once", [compiled]),
        Row("two calls per option", beside),
        Row("full domains", times["full"], GOAL, ratio_of(times["full"], beside), by_p95=True),
        Row(
            f"{SCREEN} options on screen",
            times["screen"],
            SCREEN_GOAL,
            ratio_of(times["screen"], beside),
            by_p95=True,
        ),
    ]
    if times["why"]:
        rows.append(Row("why an option is barred", times["why"], GOAL, by_p95=True))
        rows.append(Row("what to drop to have it", times["drop"], GOAL, by_p95=True))
    count = sum(len(domain.candidates) for domain in configurator.compiled.domains)
    return show(f"Choose among {count:,} options: {name}, {len(times['full'])} clicks", rows)


def _session(configurator, naive, dice, times):
    choices = {}
    domains = configurator.compiled.domains
    for click in range(CLICKS):
        told = []
        times["full"].append(once(lambda: told.append(configurator.answer(choices))))  # noqa: B023  (used at once)
        [answer] = told
        if click % 5 == 0:
            decided = configurator.decided(choices)
            times["naive"].append(once(lambda: naive.valid(decided)))  # noqa: B023  (used at once)
        shown = _screen(domains, dice)
        times["screen"].append(once(lambda: configurator.shown(choices, shown)))  # noqa: B023  (used at once)
        _explained(configurator, choices, answer, dice, times)
        free = [domain for domain in domains if domain.slot.key not in choices]
        if not free:
            return
        domain = dice.choice(free)
        valid = answer.valid[configurator.compiled.index[domain.slot.key]]
        wanted = [pair for pair, mask in domain.of_choice.items() if mask & valid]
        if valid & domain.empty and (not wanted or dice.random() > SELECTED):
            choices[domain.slot.key] = Choice(sku="", quantity=0)
        elif wanted:
            sku, quantity = dice.choice(wanted)
            choices[domain.slot.key] = Choice(sku=sku, quantity=quantity)


def _screen(domains, dice):
    """Return slots one after another, as many as fill a screen with options."""
    start = dice.randrange(len(domains))
    shown, count = [], 0
    for domain in (*domains[start:], *domains[:start]):
        if shown and count + len(domain.candidates) > SCREEN:
            break
        shown.append(domain.slot.key)
        count += len(domain.candidates)
    return shown


def _explained(configurator, choices, answer, dice, times):
    barred = [
        (domain.slot.key, sku)
        for domain, valid in zip(configurator.compiled.domains, answer.valid, strict=True)
        if domain.slot.key not in choices and domain.filled & valid != domain.filled
        for sku in list(domain.candidates)[:SCREEN]
        if not domain.of_sku[sku] & valid
    ]
    for slot, sku in dice.sample(barred, min(2, len(barred))):
        told = []
        times["why"].append(once(lambda: told.append(configurator.why_not(choices, slot, sku))))  # noqa: B023  (used at once)
        if told[0].because:
            wanted = Choice(sku=sku)
            times["drop"].append(once(lambda: configurator.choose(choices, slot, wanted)))  # noqa: B023  (used at once)


class _Naive:
    """Asks for every value with it, and without it."""

    def __init__(self, compiled):
        self.compiled = compiled
        self.solver = Minisat22()
        self.encoding = Encoding(compiled.everything, self.solver.add_clause)
        for rule in compiled.rules:
            self.encoding.add_rule(rule)
        self.encoding.declare()

    def valid(self, decided):
        assumed = [self.encoding.literal(lit) for lit in decided.items()]
        for literals in self.encoding.values[: len(self.compiled.domains)]:
            for literal in literals[1:] if len(literals) == 2 else literals:
                self.solver.solve(assumptions=[*assumed, literal])
                self.solver.solve(assumptions=[*assumed, -literal])


if __name__ == "__main__":
    main()
