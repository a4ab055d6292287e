"""The one Jinja environment of documents: plain data in, words out (``reliability.md`` D12).

Templates may print, loop, ask and filter. They cannot call anything, reach an attribute of a
Python object, or compute; a name that is not there is an error, and everything is escaped.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAY = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.NSRef,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Assign,
    nodes.With,
    nodes.Tuple,
)
LOOP = {"index", "index0", "first", "last", "length"}
FILTERS = ("first", "join", "last", "length", "default")
TESTS = ("defined", "none", "odd", "even", "string", "sequence")
MOST_NODES = 20_000


class Sandbox(ImmutableSandboxedEnvironment):
    """Everything that is not on a list is refused."""

    def __init__(self, loader: BaseLoader | None = None) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=loader is not None,
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}
        self.may: tuple[type[nodes.Node], ...] = (*MAY, nodes.Include) if loader else MAY

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Refuse what a template may not do before any of it runs."""
        parsed = super()._parse(source, name, filename)
        for count, node in enumerate(parsed.find_all(nodes.Node)):
            if not isinstance(node, self.may):
                raise SecurityError(f"templates may not use {type(node).__name__}")
            if count > MOST_NODES:
                raise SecurityError("the template is too long")
        return parsed

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``line.items`` is the key of a dict, never a method."""
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look into plain dicts and lists alone."""
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, list | tuple) and isinstance(argument, int):
            return obj[argument] if -len(obj) <= argument < len(obj) else self.undefined(obj=obj)
        return self.undefined(obj=obj, name=argument)

    def is_safe_callable(self, _obj: Any) -> bool:
        """Nothing can be called."""
        return False
