"""What templates can say."""

import pytest
from jinja2 import Environment

from foundation.templating import furnish

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("PC WS-PRO, <b>", 'PC <span class="nowrap">WS-PRO</span>, &lt;b&gt;'),
        ("A-1(カスタム)", '<span class="nowrap">A-1</span>(カスタム)'),
        ("plain", "plain"),
        ("A-" + "1" * 30, "A-" + "1" * 30),
    ],
)
def test_a_code_with_hyphens_stays_on_one_line_of_a_heading(name, shown):
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    furnish(environment)
    assert environment.from_string("{{ name|unbroken }}").render(name=name) == shown
