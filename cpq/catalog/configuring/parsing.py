"""From text to a sentence of the expression language. Nothing of it ever reaches Python's eval.

From weakest to strongest: ``<=>``, ``=>``, ``|``, ``&``, ``!``, the comparisons, ``+ -``, ``* /``.
Names that are no plain words stand in backquotes, texts in single or double quotes.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple, cast

from cpq.catalog.configuring.syntax import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Compute,
    Constant,
    Iff,
    Implies,
    Name,
    Node,
    Not,
    Or,
    parts_of,
)
from foundation.errors import Refusal
from foundation.language import Text, _

LONGEST, DEEPEST, MOST = 20_000, 60, 5_000
PART = r"(?:`[^`\n]+`|[^\W\d][\w-]*)"


def words_of(names: str) -> re.Pattern[str]:
    """Return what tells words apart where names are like this; formulas of prices have others."""
    return re.compile(
        rf"""(?P<space>\s+)|(?P<name>{names})
        |(?P<number>\d{{1,15}}(?:\.\d{{1,6}})?(?![\w.]))
        |(?P<text>'[^'\n]*'|"[^"\n]*")
        |(?P<sign><=>|=>|<=|>=|!=|==|[-+*/()<>=!&|,])""",
        re.VERBOSE,
    )


WORDS = words_of(rf"{PART}(?:/(?:`[^`\n]+`|\w[\w-]*))?(?:\.(?:`[^`\n]+`|\w+))?")
INSIDE = re.compile(r"`([^`]+)`|([^`/.]+)|([/.])")
FUNCTIONS = {"abs": (1, 1), "min": (1, 20), "max": (1, 20), "if": (3, 3)}
FUNCTIONS |= dict.fromkeys(("ceil", "floor", "round"), (1, 2))  # to a multiple of the second
WIDE = str.maketrans("＝＜＞！＆｜（）＋－−＊×／÷，", "=<>!&|()+--**//,")
Kind = Literal["truth", "value"]


class Token(NamedTuple):
    """A word of the text, and where it begins."""

    kind: str
    text: str
    at: int


def parse_expression(text: str, kind: Kind | None = None, words: re.Pattern[str] = WORDS) -> Node:
    """Read a sentence: a condition (``truth``), a quantity or text (``value``), or either.

    Raises:
        Refusal: it is not well formed, or too long or too deep.
    """
    if len(text) > LONGEST:
        raise _refused(_("A rule has at most %(most)s characters.", most=LONGEST))
    if not text.strip():
        raise _refused(_("The rule is empty."))
    return _Reader(_tokens(text, words)).whole(kind)


def _tokens(text: str, known: re.Pattern[str]) -> list[Token]:
    tokens, at = [], 0
    while at < len(text):
        found = known.match(text, at) or known.match(text.translate(WIDE), at)
        if found is None and text[at].isdigit():
            raise _refused(_("At most 15 digits and 6 decimals (character %(at)s).", at=at + 1))
        if found is None:
            raise _refused(_("“%(sign)s” (character %(at)s) means nothing here.",
                             sign=text[at], at=at + 1))  # fmt: skip
        kind = str(found.lastgroup)
        if kind != "space":
            tokens.append(Token(kind, found.group(), at))
        at = found.end()
    if len(tokens) > MOST:
        raise _refused(_("A rule has at most %(most)s words.", most=MOST))
    return [*tokens, Token("end", "", len(text))]


class _Reader:
    """Reads by descent: one method for each strength."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.next, self.depth = tokens, 0, 0

    def whole(self, kind: Kind | None) -> Node:
        node = self._iff()
        if self._seen.kind != "end":
            raise self._unexpected()
        _check_depth(node)
        if kind is None:
            return node
        return _truth(node, self) if kind == "truth" else _value(node, self)

    @property
    def _seen(self) -> Token:
        return self.tokens[self.next]

    def _take(self, *signs: str) -> str:
        token = self._seen
        if token.kind == "sign" and token.text in signs:
            self.next += 1
            return token.text
        return ""

    def _iff(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _refused(_("The rule is nested more than %(most)s deep.", most=DEEPEST))
        node = self._implies()
        while self._take("<=>"):
            node = Iff(_truth(node, self), _truth(self._implies(), self))
        self.depth -= 1
        return node

    def _implies(self) -> Node:
        chain = [self._or()]
        while self._take("=>"):
            chain.append(self._or())
        node = chain.pop()
        while chain:
            node = Implies(_truth(chain.pop(), self), _truth(node, self))
        return node

    def _or(self) -> Node:
        several = [self._and()]
        while self._take("|"):
            several.append(self._and())
        return several[0] if len(several) == 1 else Or(tuple(_truth(n, self) for n in several))

    def _and(self) -> Node:
        several = [self._not()]
        while self._take("&"):
            several.append(self._not())
        return several[0] if len(several) == 1 else And(tuple(_truth(n, self) for n in several))

    def _not(self) -> Node:
        times = 0
        while self._take("!"):
            times += 1
        node = self._compare()
        if not times:
            return node
        return Not(_truth(node, self)) if times % 2 else _truth(node, self)

    def _compare(self) -> Node:
        one = self._sum()
        sign = self._take("=", "==", "!=", "<", "<=", ">", ">=")
        if not sign:
            return one
        sign = "=" if sign == "==" else sign
        node = _compared(sign, _value(one, self), _value(self._sum(), self))
        if self._seen.text in {"=", "==", "!=", "<", "<=", ">", ">="}:
            raise self._unexpected()
        return node

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = _computed(sign, node, self._product(), self)
        return node

    def _product(self) -> Node:
        node = self._signed()
        while sign := self._take("*", "/"):
            node = _computed(sign, node, self._signed(), self)
        return node

    def _signed(self) -> Node:
        minus = 0
        while self._take("-"):
            minus += 1
        node = self._atom()
        if not minus % 2:
            return node
        if isinstance(node, Constant) and isinstance(node.value, Decimal):
            return Constant(-node.value)
        return _computed("-", Constant(Decimal(0)), node, self)

    def _atom(self) -> Node:
        token = self._seen
        if self._take("("):
            node = self._iff()
            self._close()
            return node
        self.next += 1
        match token.kind:
            case "number":
                return Constant(Decimal(token.text))
            case "text":
                return Constant(token.text[1:-1])
            case "name":
                return self._named(token.text)
        self.next -= 1
        raise self._unexpected()

    def _named(self, text: str) -> Node:
        if text in FUNCTIONS and self._take("("):
            return self._call(text)
        if text in {"true", "false"}:
            return Constant(text == "true")
        pieces = {"": "", "/": "", ".": ""}
        mark = ""
        for quoted, plain, sign in INSIDE.findall(text):
            pieces[mark], mark = pieces[mark] or quoted or plain, sign or mark
        return Name(pieces[""], pieces["/"], pieces["."])

    def _call(self, name: str) -> Node:
        of = [self._iff()]
        while self._take(","):
            of.append(self._iff())
        self._close()
        least, most = FUNCTIONS[name]
        if not least <= len(of) <= most:
            words = _("%(name)s takes %(least)s to %(most)s values.",
                      name=name, least=least, most=most)  # fmt: skip
            raise _refused(words)
        first = _truth(of[0], self) if name == "if" else _value(of[0], self)
        return Call(name, (first, *(_value(one, self) for one in of[1:])))

    def _close(self) -> None:
        if not self._take(")"):
            raise self._unexpected()

    def _unexpected(self) -> Refusal:
        token = self._seen
        if token.kind == "end":
            return _refused(_("The rule ends too early."))
        return _refused(_("“%(sign)s” (character %(at)s) is not expected here.",
                          sign=token.text, at=token.at + 1))  # fmt: skip


def _check_depth(node: Node) -> None:
    """Refuse what is nested deeper than whoever walks through it can bear; long chains nest too."""
    level: tuple[Node, ...] = (node,)
    for _depth in range(DEEPEST * 4):
        level = tuple(part for one in level for part in parts_of(one))
        if not level:
            return
    raise _refused(_("The rule is nested more than %(most)s deep.", most=DEEPEST))


def _truth(node: Node, reader: _Reader) -> Node:
    """Return a node that is true or false."""
    if isinstance(node, Compute | Call) or (
        isinstance(node, Name) and node.attribute) or (
        isinstance(node, Constant) and not isinstance(node.value, bool)
    ):  # fmt: skip
        raise _refused(_("A value stands where yes or no is needed, before character %(at)s.",
                         at=reader._seen.at + 1))  # noqa: SLF001  (the reader's own helper)  # fmt: skip
    return node


def _value(node: Node, reader: _Reader) -> Node:
    """Return a node that is a number or a text; of a slot alone, what is chosen there."""
    if isinstance(node, Name):
        return node if node.attribute else Name(node.slot, node.option, "sku")
    if isinstance(node, Compute | Call) or (
        isinstance(node, Constant) and not isinstance(node.value, bool)
    ):
        return node
    raise _refused(_("Yes or no stands where a value is needed, before character %(at)s.",
                     at=reader._seen.at + 1))  # noqa: SLF001  (the reader's own helper)  # fmt: skip


def _compared(sign: str, one: Node, other: Node) -> Node:
    """Return a comparison; of a slot with the name of an option, whether that is chosen."""
    for slot, text in ((one, other), (other, one)):
        match slot, text:
            case Name(option="", attribute="sku"), Constant(value=str(name)) if (
                name and "`" not in name and sign in {"=", "!="}
            ):
                chosen = Name(slot.slot, name)
                return chosen if sign == "=" else Not(chosen)
    return Compare(cast("Comparison", sign), one, other)


def _computed(sign: str, one: Node, other: Node, reader: _Reader) -> Node:
    for node in (one, other):
        if isinstance(node, Constant) and isinstance(node.value, str):
            raise _refused(_("“%(text)s” is no number.", text=node.value))
    return Compute(cast("Arithmetic", sign), _value(one, reader), _value(other, reader))


def _refused(words: Text) -> Refusal:
    return Refusal(words, field="text")
