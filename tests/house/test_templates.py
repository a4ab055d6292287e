"""What every page and mail is held to: our security policy, both languages, forms that are ours."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from jinja2.visitor import NodeVisitor

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
PAGES = sorted((TEMPLATES / "pages").rglob("*.html"))
TAGS = TEMPLATES / "pages" / "shapes.html"  # writes the inside of tags
MAILS = sorted(p for p in (TEMPLATES / "mail").rglob("*") if p.suffix in {".html", ".txt"})
NAMES = {"見積", "Mitsumori", "日本語", "English", "PDF", "JSON", "CSV", "XLSX"}  # not translated
SPOKEN = {"alt", "title", "placeholder", "aria-label", "label", "summary", "data-confirm"}
CLASS_BLOCKS = {"width", "body_class"}  # blocks that hold class names, not words
STATEMENT, EXPRESSION = " ", "0"  # what stands for Jinja's code in what the HTML parser sees

# Which arguments of a part are read by people: by position, and by name.
SAID = {
    "field": (1,), "textarea": (1,), "select": (1,), "checkbox": (1,), "choices": (1,),
    "submit": (0,), "link_button": (0,), "post_button": (0,), "badge": (0,), "empty": (0, 1, 3),
    "notice": (1, 2), "sort_link": (0,), "figure": (0, 2), "progress": (2,), "menu": (1,),
    "search": (0,), "action_bar": (0,), "button": (1,),
}  # fmt: skip
SAID_BY_NAME = {"label", "help", "title", "text", "confirm", "placeholder", "legend", "aria_label"}

environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


pages = pytest.mark.parametrize("path", PAGES, ids=name_of)
with_words = pytest.mark.parametrize(
    "path", [path for path in PAGES + MAILS if path != TAGS], ids=name_of
)


def bare(source: str) -> str:
    """The template with Jinja's code replaced, so that only what is written out remains."""
    out, silent, block = [], False, ""
    tokens = list(environment.lex(source))
    for at, (_line, kind, value) in enumerate(tokens):
        following = [v for _l, k, v in tokens[at + 1 : at + 6] if k != "whitespace"]
        if kind == "block_begin":
            out.append(STATEMENT)
            silent = {"trans": True, "endtrans": False}.get(following[0], silent)
            block = {"block": following[1], "endblock": ""}.get(following[0], block)
        elif kind == "variable_begin":
            out.append(EXPRESSION)
        elif kind == "data" and not silent and block not in CLASS_BLOCKS:
            out.append(value)
    return "".join(out)


class Reader(HTMLParser):
    """Collects what a person reads in a page, and what its tags carry."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        self.words += [value for key, value in attrs if key in SPOKEN and value]
        if tag in {"input", "button"} and dict(attrs).get("type") in {"submit", "button"}:
            self.words += [
                value for key, value in attrs if key == "value" and tag == "input" and value
            ]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in {"script", "style"}:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]


@cache
def read(path: Path) -> Reader:
    return Reader(bare(path.read_text()))


def untranslated(texts: list[str]) -> list[str]:
    """The texts with a word in them that is neither a name nor Jinja's doing."""
    found = []
    for text in texts:
        left = re.sub("|".join(sorted(NAMES, key=len, reverse=True)), "", text)
        left = re.sub(r'[\w-]+="[^"]*"', "", left)  # a macro that writes the inside of a tag
        if any(letter.isalpha() for letter in left):
            found.append(text.strip())
    return found


class Literals(NodeVisitor):
    """Finds words given to a part as plain strings: ``submit("Save")``."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Call(self, node: nodes.Call) -> None:  # noqa: N802  (Jinja's visitor asks for it)
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        given = [node.args[i] for i in SAID.get(called, ()) if i < len(node.args)]
        if called in SAID:
            given += [pair.value for pair in node.kwargs if pair.key in SAID_BY_NAME]
        for argument in given:
            self.found += untranslated(list(_constants(argument)))
        self.generic_visit(node)


def _constants(node: nodes.Node) -> Iterator[str]:
    match node:
        case nodes.Const() if isinstance(node.value, str):
            yield node.value
        case nodes.CondExpr() | nodes.Concat() | nodes.Add():
            for child in node.iter_child_nodes(exclude=("test",)):
                yield from _constants(child)


@with_words
def test_every_word_of_a_template_is_translated(path):
    source = path.read_text()
    texts = read(path).words if path.suffix == ".html" else [bare(source)]
    literals = Literals()
    literals.visit(environment.parse(source))
    assert untranslated(texts) + literals.found == []


@pages
def test_no_page_has_an_inline_style_or_handler(path):
    for tag, attributes in read(path).tags:
        assert "style" not in attributes, f"<{tag}> has a style attribute: the policy ignores it"
        assert tag != "style", "a style element: put it into mitsumori.css"
        handlers = [key for key in attributes if re.match(r"on[a-z]|hx-on", key)]
        assert not handlers, f"<{tag}> has {handlers}: the policy ignores it"
        assert not (attributes.get("href") or "").startswith("javascript:")


@pages
def test_every_script_carries_the_nonce(path):
    scripts = re.findall(r"<script\b[^>]*>", path.read_text())
    assert [
        s for s in scripts if 'nonce="{{ nonce }}"' not in s and "application/json" not in s
    ] == []


@pages
def test_every_form_that_posts_carries_the_token(path):
    forms = re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL)
    posting = [f for f in forms if re.search(r'method="?post', f.partition(">")[0], re.IGNORECASE)]
    assert [
        form[:120] for form in posting if "csrf(" not in form and "csrf_token" not in form
    ] == []


@pages
def test_every_icon_that_is_asked_for_is_drawn(path):
    drawings = environment.from_string(
        (TEMPLATES / "pages" / "icons.html").read_text()
    ).module.paths
    asked = re.findall(r"""\bicon(?:_name)?(?:\(|=)["']([\w-]+)["']""", path.read_text())
    assert [name for name in asked if name not in drawings] == []


@pages
def test_no_field_stands_without_the_parts_that_explain_it(path):
    """A bare input needs a label of its own: `for` its id, around it, or aria-label."""
    source = path.read_text()
    for tag, attributes in read(path).tags:
        if tag not in {"input", "select", "textarea"} or attributes.get("type") in {
            "hidden",
            "submit",
        }:
            continue
        labelled = {"aria-label", "aria-labelledby"} & attributes.keys()
        assert labelled or "<label" in source, (
            f"{name_of(path)}: <{tag} name={attributes.get('name')}>"
        )


def test_the_check_for_untranslated_words_notices_one():
    page = Reader(
        bare('<p class="x">{{ _("Fine") }}</p><img alt="A cat"><p>Left {% if x %}0{% endif %}</p>')
    )
    assert untranslated(page.words) == ["A cat", "Left  0"]
    literals = Literals()
    literals.visit(
        environment.parse(
            '{{ submit("Save") }}{{ submit(_("Save")) }}{{ field("x", "Y" if z else _("A")) }}'
        )
    )
    assert literals.found == ["Save", "Y"]
