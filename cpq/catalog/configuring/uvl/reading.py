"""From UVL to a product model.

A group of features is a slot, and its features are the options; under a feature other than the
root the slot has that option as its parent. The root is the product itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cpq.catalog.configuring.definition import Definition, Expression, Option, Slot, Words
from cpq.catalog.configuring.expressions import parse_expression, written
from cpq.catalog.configuring.syntax import Constant, Name
from cpq.catalog.configuring.uvl.lines import DEEPEST, Line, lines_of, refused
from foundation.errors import Refusal
from foundation.language import _, say

FEATURE = re.compile(
    r"""(?:"(?P<quoted>[^"`:\n]+)"|(?P<plain>[^\s"'`:{}\[\],]+))\s*
    (?:\{(?P<attributes>.*)\})?""",
    re.VERBOSE,
)
ATTRIBUTE = re.compile(
    r"""\s*(?:"([^"]+)"|([^\s,'"]+))(?:\s+('[^']*'|"[^"]*"|[^\s,'"]+))?\s*(?:,|$)"""
)
COUNT = re.compile(r"\[\s*(\d{1,4})\s*(?:\.\.\s*(\d{1,4}|\*))?\s*\]")
SIGNS = re.compile(
    r"""\s*(?:"(?P<quoted>[^"\n]+)"|(?P<sign><=>|=>|[!&|()])
    |(?P<plain>[^\s"'`!&|()=<>+*/,]+))""",
    re.VERBOSE,
)
GROUPS = {"mandatory", "optional", "or", "alternative"}
TYPES = {"Integer", "Real", "String"}
LONGEST_NAME = 100


@dataclass(slots=True)
class _Feature:
    line: Line
    name: str
    attributes: dict[str, str]
    groups: "list[_Group]" = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    line: Line
    features: list[_Feature] = field(default_factory=list)


def read_uvl(text: str, sku: str) -> Definition:
    """Return the model that a UVL text describes, for a product.

    Raises:
        Refusal: it is not well formed, or beyond the level that is read; the line is named.
    """
    sections = lines_of(text)
    root = _tree(sections["features"])
    slots, names = _slots(root)
    constraints = [_constraint(line, names) for line in sections.get("constraints", ())]
    return Definition(sku=sku, slots=slots, constraints=constraints)


def _tree(lines: Sequence[Line]) -> _Feature:
    root = _feature(lines[0])
    above: list[tuple[int, _Feature | _Group]] = [(lines[0].indent, root)]
    for line in lines[1:]:
        while above and line.indent <= above[-1][0]:
            above.pop()
        if not above:
            raise refused(line.number, _("A model has one root."))
        if len(above) > DEEPEST:
            raise refused(line.number, _("This is nested more than %(most)s deep.", most=DEEPEST))
        over = above[-1][1]
        if isinstance(over, _Feature):
            group = _Group(line)
            if line.text not in GROUPS and not COUNT.fullmatch(line.text):
                raise refused(
                    line.number, _("“%(word)s” is no kind of group.", word=line.text[:40])
                )
            over.groups.append(group)
            above.append((line.indent, group))
        else:
            feature = _feature(line)
            over.features.append(feature)
            above.append((line.indent, feature))
    return root


def _feature(line: Line) -> _Feature:
    found = FEATURE.fullmatch(line.text)
    if found is None:
        word = line.text.split(None, 1)[0]
        if word in TYPES:
            raise refused(line.number, _("Features of type %(type)s are not read here.", type=word))
        raise refused(line.number, _("“%(word)s” is no feature.", word=line.text[:40]))
    name = found["quoted"] or found["plain"]
    if len(name) > LONGEST_NAME:
        raise refused(line.number, _("“%(word)s” is no feature.", word=name[:40]))
    return _Feature(line, name, _attributes(line, found["attributes"] or ""))


def _attributes(line: Line, text: str) -> dict[str, str]:
    found, at = {}, 0
    while text[at:].strip():
        one = ATTRIBUTE.match(text, at)
        if one is None:
            raise refused(line.number, _("“%(word)s” is no attribute.", word=text[at : at + 40]))
        found[one[1] or one[2]] = (one[3] or "true").strip("'\"")
        at = one.end()
    return found


def _slots(root: _Feature) -> tuple[list[Slot], dict[str, Name | Constant]]:
    names: dict[str, Name | Constant] = {root.name: Constant(value=True)}
    keys: set[str] = set()
    slots: list[Slot] = []
    todo: list[tuple[_Feature, str]] = [(root, "")]
    while todo:
        feature, parent = todo.pop(0)
        for group in feature.groups:
            key = _key(feature.name, keys)
            for one in group.features:
                if one.name in names:
                    words = _("The feature “%(name)s” is there already.", name=one.name)
                    raise refused(one.line.number, words)
                names[one.name] = Name(key, one.name)
                todo.append((one, f"{key}/{one.name}"))
            slots.append(_slot(group, feature.name, key, parent))
    return slots, names


def _slot(group: _Group, label: str, key: str, parent: str) -> Slot:
    count = len(group.features)
    if not count:
        raise refused(group.line.number, _("This group is empty."))
    least, most = _counts(group.line, count)
    return Slot(
        key=key,
        label=Words(ja=label, en=label),
        options=[_option(feature) for feature in group.features],
        required=least > 0,
        least=least,
        most=most,
        parent=parent,
    )


def _option(feature: _Feature) -> Option:
    told = dict(feature.attributes)
    name = Words(ja=told.pop("name_ja", feature.name), en=told.pop("name_en", feature.name))
    return Option(key=feature.name, name=name, sku=told.pop("sku", ""), attributes=told)


def _counts(line: Line, count: int) -> tuple[int, int]:
    match line.text:
        case "mandatory":
            return count, count
        case "optional":
            return 0, count
        case "or":
            return 1, count
        case "alternative":
            return 1, 1
    found = COUNT.fullmatch(line.text)
    low, high = found.groups() if found else ("0", "0")
    least = int(low)
    most = least if high is None else count if high == "*" else int(high)
    if not least <= most <= count or most < 1:
        words = _("%(counts)s does not fit a group of %(count)s.", counts=line.text, count=count)
        raise refused(line.number, words)
    return least, most


def _key(name: str, keys: set[str]) -> str:
    base = re.sub(r"\W+", "_", name).strip("_") or "group"
    key, n = base, 1
    while key in keys:
        n += 1
        key = f"{base}-{n}"
    keys.add(key)
    return key


def _constraint(line: Line, names: dict[str, Name | Constant]) -> Expression:
    pieces, at = [], 0
    while at < len(line.text.rstrip()):
        found = SIGNS.match(line.text, at)
        if found is None:
            raise refused(
                line.number, _("“%(word)s” is not read here.", word=line.text[at:].strip()[:40])
            )
        name = found["quoted"] or found["plain"]
        if name and name not in names:
            raise refused(line.number, _("There is no feature “%(name)s”.", name=name[:100]))
        pieces.append(written(names[name]) if name else found["sign"])
        at = found.end()
    text = " ".join(pieces)
    try:
        text = written(parse_expression(text, "truth"))
    except Refusal as refusal:
        raise refused(line.number, refusal.text) from None
    return Expression(message=_message(line.text), text=text)


def _message(rule: str) -> Words:
    text = _("The model demands: %(rule)s", rule=rule)
    return Words(ja=say(text, "ja"), en=say(text, "en"))
