"""What every page and mail template can use: the reader's language and the shapes of values."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from foundation import formats
from foundation.language import Text, catalogue, say, speaking, text_from_json
from foundation.money import Money

HYPHENED = re.compile(r"([A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)")
LONGEST_UNBROKEN = 20  # characters; a longer one may have to break on a phone


def furnish(environment: Environment) -> None:
    """Give an environment translation and filters. It must have the i18n extension."""
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext=lambda words: catalogue(speaking()).gettext(words),
        ngettext=lambda one, many, n: catalogue(speaking()).ngettext(one, many, n),
        newstyle=True,
    )
    environment.filters.update(
        say=_say,
        money=lambda value: formats.money(_money(value), speaking()),
        unit_price=lambda value, currency: formats.unit_price(Decimal(value), currency, speaking()),
        day=lambda value: formats.day(_date(value), speaking()),
        month=lambda value: formats.month(_date(value), speaking()),
        moment=lambda value: formats.moment(_moment(value), speaking()),
        deadline=lambda value: formats.deadline(_moment(value), speaking()),
        percent=lambda value: formats.percent(Decimal(value), speaking()),
        bare_price=lambda value, currency: formats.bare_price(Decimal(value), currency, speaking()),
        number=lambda value: formats.number(Decimal(value), speaking()),
        lines=_lines,
        unbroken=_unbroken,
    )
    environment.globals["speaking"] = speaking


def _say(text: Text | str | dict[str, Any]) -> str:
    return say(text_from_json(text) if isinstance(text, dict) else text)


def _money(value: Money | list[Any] | tuple[Any, ...]) -> Money:
    """A mail's plain values carry money as [minor units, currency]."""
    return value if isinstance(value, Money) else Money(int(value[0]), str(value[1]))


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _lines(text: str) -> Markup:
    """Show line breaks that a person typed; everything else is escaped."""
    return Markup("<br>").join(text.splitlines())


def _unbroken(text: str) -> Markup:
    """Keep codes with hyphens (WS-PRO) on one line of a heading; everything is escaped."""
    pieces = enumerate(HYPHENED.split(text))
    return Markup("").join(
        Markup('<span class="nowrap">{}</span>').format(piece)
        if n % 2 and len(piece) <= LONGEST_UNBROKEN
        else piece
        for n, piece in pieces
    )
