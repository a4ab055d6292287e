"""How moments, decimals and sentences stand in the database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, TypeDecorator

from foundation.language import Text, text_from_json
from foundation.money import from_micro, to_micro


class UtcMoment(TypeDecorator[datetime]):
    """A moment, stored in UTC and always aware when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Store UTC; a naive moment is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return it aware, also from SQLite."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ScaledDecimal(TypeDecorator[Decimal]):
    """A decimal with six places, stored as an integer scaled by a million."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        """Scale exactly."""
        return None if value is None else to_micro(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Scale back."""
        return None if value is None else from_micro(value)


class SaidText(TypeDecorator[Text]):
    """A sentence kept so that it can be read in either language."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Text | None, _dialect: Dialect) -> dict[str, Any] | None:
        """Store the message id and its values."""
        return None if value is None else value.to_json()

    def process_result_value(self, value: Any, _dialect: Dialect) -> Text | None:
        """Read it back."""
        return None if value is None else text_from_json(value)
