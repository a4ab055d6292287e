"""What a template may not do: reach an attribute, call, compute, read a file."""

import pytest
from jinja2 import DictLoader
from jinja2.exceptions import SecurityError, UndefinedError

from foundation.rendering.sandbox import Sandbox

VALUES = {"name": "AT&T <b>", "line": {"items": "a key", "n": [1, 2]}, "words": ["a", "b"]}


def filled(template):
    return Sandbox(DictLoader({"t": template})).get_template("t").render(VALUES)


def test_a_template_prints_loops_and_asks():
    template = "{{ name }}|{% for w in words %}{{ loop.index }}{{ w }}{% endfor %}|{{ line.items }}"

    assert filled(template) == "AT&amp;T &lt;b&gt;|1a2b|a key"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.__class__ }}",
        "{{ name.__init__.__globals__ }}",
        "{{ words.append('c') }}",
        "{{ self.__init__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__ }}",
        "{{ line['__class__'] }}",
        "{{ name|attr('__class__') }}",
        "{{ ()|map(attribute='__class__')|list }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x' * 1000000000 }}",
        "{% for n in range(10 ** 9) %}{% endfor %}",
        "{% macro m() %}{% endmacro %}{{ m() }}",
        "{% import 't' as t %}",
        "{% extends 't' %}",
        "{{ name|format(1) }}",
        "{{ '%s'|format(name.__class__) }}",
        "{{ name|safe }}",
    ],
)
def test_a_template_that_reaches_further_is_refused(attack):
    with pytest.raises((SecurityError, UndefinedError, Exception)) as refused:
        filled(attack)
    assert type(refused.value).__module__.startswith("jinja2")


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../etc/passwd", "shared/../../pyproject"])
def test_a_template_includes_no_file_from_elsewhere(path):
    with pytest.raises(Exception, match=path.rpartition("/")[2]):
        filled("{% include '" + path + "' %}")


def test_a_value_that_is_not_there_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        filled("{{ nobody }}")
    with pytest.raises(UndefinedError):
        filled("{{ line.nothing }}")


def test_a_template_of_endless_length_is_refused():
    with pytest.raises(SecurityError, match="too long"):
        filled("{{ name }}" * 30_000)
