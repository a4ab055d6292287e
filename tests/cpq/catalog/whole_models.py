"""Small models with everything a model can have, and all their products found by trying.

The trying knows nothing of the compiler: it looks at definitions, and asks expressions by
``evaluate``.
"""

from itertools import combinations, product

from hypothesis import strategies as st

from cpq.catalog.configuring import Candidate, Choice, Definition
from cpq.catalog.configuring.expressions import evaluate, parse_expression
from cpq.catalog.configuring.syntax import Name
from tests.cpq.catalog.configurables import words

KEYS = ("a", "b", "c", "d")


@st.composite
def whole_models(draw, most_rules=4, severities=("hard",)):
    """Two to four slots of up to three options; some take several, some stand under another."""
    keys = KEYS[: draw(st.integers(2, 4))]
    slots = [draw(slots_of(key, keys[:n])) for n, key in enumerate(keys)]
    rules = draw(st.lists(rules_of(keys, slots, severities), max_size=most_rules))
    return Definition.model_validate({"sku": "X", "slots": slots, "constraints": rules})


@st.composite
def slots_of(draw, key, before):
    count = draw(st.integers(1, 3))
    most = draw(st.integers(1, count))
    options = [
        {
            "key": f"o{n}",
            "name": words(f"{key}{n}"),
            "attributes": {
                "k": draw(st.sampled_from("xy")),
                "w": draw(st.sampled_from(["1", "2", "5", ""])),
            },
        }
        for n in range(count)
    ]
    parent = f"{draw(st.sampled_from(before))}/o0" if before and draw(st.booleans()) else ""
    return {
        "key": key,
        "label": words(key),
        "options": options,
        "least": draw(st.integers(0, most)),
        "most": most,
        "max_quantity": draw(st.integers(1, 2)) if count < 3 else 1,
        "parent": parent,
    }


def rules_of(keys, slots, severities):
    """A rule of any kind, of one of the severities."""
    kinds = [between(keys), named(keys), sums(keys), sentences_of(keys, slots)]
    said = st.fixed_dictionaries({"severity": st.sampled_from(severities)})
    return st.builds(
        lambda rule, also: {"message": words("!"), **rule, **also}, st.one_of(kinds), said
    )


@st.composite
def between(draw, keys):
    one, other = draw(st.permutations(keys))[:2]
    columns = {"attribute": "k", "other_attribute": draw(st.sampled_from("kw"))}
    pairs = draw(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("xy15")), max_size=4))
    kind = draw(st.sampled_from([{"kind": "match"}, {"kind": "table", "allowed": pairs}]))
    return {"slot": one, "other": other, **columns, **kind}


@st.composite
def named(draw, keys):
    one, other = draw(st.permutations(keys))[:2]
    option = st.sampled_from(["o0", "o1", "o2"])
    if draw(st.booleans()):
        sides = {"slot": f"{one}/{draw(option)}", "other": other, "other_sku": draw(option)}
        return {"kind": "excludes", **sides}
    others = draw(st.lists(option, max_size=2))
    return {
        "kind": "requires",
        "slot": one,
        "sku": draw(option),
        "other": other,
        "other_skus": others,
    }


@st.composite
def sums(draw, keys):
    provider = draw(st.sampled_from(keys))
    uses = [{"slot": key, "attribute": "w", "unknown": 3} for key in keys if key != provider]
    if draw(st.booleans()):
        uses = [{"slot": key, "attribute": "w", "unknown": 3} for key in keys]
        return {"kind": "resource", "uses": uses, "limit": draw(st.integers(0, 12))}
    given = {"provider": provider, "provider_attribute": "w"}
    return {"kind": "resource", "uses": uses, **given}


def sentences_of(keys, slots):
    singles = [slot["key"] for slot in slots if slot["most"] == 1]
    return st.fixed_dictionaries({"kind": st.just("expression"), "text": sentences(keys, singles)})


def sentences(keys, singles):
    key, option = st.sampled_from(keys), st.sampled_from(["o0", "o1", "o2"])
    truth = st.one_of(
        st.builds("{}/{}".format, key, option),
        key,
        st.just("true"),
        *([comparisons(singles)] * 2 if singles else []),
    )
    return st.recursive(
        truth,
        lambda one: st.one_of(
            st.builds("!({})".format, one),
            *(
                st.builds(f"({{}}) {sign} ({{}})".format, one, one)
                for sign in ("&", "|", "=>", "<=>")
            ),
        ),
        max_leaves=6,
    )


def comparisons(singles):
    slot = st.sampled_from(singles)
    value = st.one_of(
        st.builds("{}.{}".format, slot, st.sampled_from(["w", "quantity", "k"])),
        st.builds("{}.w * {}.quantity".format, slot, slot),
        st.builds("{}.w * 2 - {}.w / 2".format, slot, slot),
        st.builds("min({}.w, {}.w)".format, slot, slot),
        st.sampled_from(["1", "2", "3.5", "'x'"]),
    )
    sign = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.builds("{} {} {}".format, value, sign, value).filter(no_text_reckoned)


def no_text_reckoned(text):
    return not (" * 'x'" in text or "'x' *" in text)


def every_product(definition):
    """Every product that the hard rules allow: by slot, or slot/option, what is there how often."""
    return [one for one in everything(definition) if all(
        holds(definition, rule, one) for rule in definition.constraints if rule.severity == "hard"
    )]  # fmt: skip


def everything(definition):
    """Every way to fill the slots that their counts and parents allow."""
    ways = [list(fillings(slot)) for slot in definition.slots]
    for way in product(*ways):
        whole = {key: part for filling in way for key, part in filling.items()}
        if all(stands(definition, slot, whole) for slot in definition.slots):
            yield whole


def fillings(slot):
    for count in range(slot.most + 1):
        for several in combinations(slot.options, count):
            for quantities in product(range(1, slot.max_quantity + 1), repeat=count):
                yield {
                    f"{slot.key}/{o.key}" if slot.multiple else slot.key: (o, q)
                    for o, q in zip(several, quantities, strict=True)
                }


def stands(definition, slot, whole):
    count = len(chosen_in(slot, whole))
    if slot.parent and not has(definition, whole, slot.parent):
        return count == 0
    return slot.least <= count <= slot.most


def chosen_in(slot, whole):
    """What is chosen in a slot: options and how many of each."""
    return [part for key, part in whole.items() if key.partition("/")[0] == slot.key]


def has(definition, whole, name):
    key, _slash, option = name.partition("/")
    found = chosen_in(definition.slot(key), whole)
    return any(not option or one.key == option for one, _n in found)


def holds(definition, rule, whole):
    parts = {slot.key: chosen_in(slot, whole) for slot in definition.slots}
    match rule.kind:
        case "match" | "table":
            return all(
                beside(rule, one.attributes[rule.attribute], other.attributes[rule.other_attribute])
                for one, _n in parts[rule.slot]
                for other, _m in parts[rule.other]
            )
        case "excludes":
            return not (
                has(definition, whole, rule.slot)
                and has(definition, whole, f"{rule.other}/{rule.other_sku}")
            )
        case "requires":
            return not has(definition, whole, f"{rule.slot}/{rule.sku}") or any(
                has(definition, whole, f"{rule.other}/{sku}") for sku in rule.other_skus
            )
        case "resource":
            return fits(rule, parts)
    sentence = parse_expression(rule.text, "truth")
    return evaluate(sentence, facts(definition, whole)) is True


def beside(rule, one, other):
    return (one, other) in rule.allowed if rule.kind == "table" else one == other


def fits(rule, parts):
    taken = sum(
        float(one.attributes["w"] or use.unknown) * n
        for use in rule.uses
        for one, n in parts[use.slot]
    )
    if not rule.provider:
        return taken <= rule.limit
    given = parts[rule.provider]
    if any(not one.attributes["w"] for one, _n in given):
        return False
    return taken <= sum(float(one.attributes["w"]) * n for one, n in given)


def facts(definition, whole):
    """What the names of a sentence are, for ``evaluate``."""
    found = {}
    for slot in definition.slots:
        for one, n in chosen_in(slot, whole):
            found |= {str(Name(slot.key)): True, str(Name(slot.key, one.key)): True}
            found[str(Name(slot.key, "", "quantity"))] = n
            for name, value in one.attributes.items():
                found[str(Name(slot.key, "", name))] = value or None
    return found


def choices_of(whole):
    return {key: Choice(sku=one.key, quantity=n) for key, (one, n) in whole.items()}


def agrees(whole, choices):
    return all(
        key in whole and (whole[key][0].key, whole[key][1]) == (one.sku, one.quantity)
        for key, one in choices.items()
    )


__all__ = ["Candidate", "agrees", "choices_of", "every_product", "has", "holds", "whole_models"]
