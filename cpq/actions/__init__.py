"""What people do with quotes."""

from cpq.actions.configuring import configure_line, move_to_newest_model
from cpq.actions.drafts import (
    add_line,
    change_line,
    move_line,
    open_quote,
    set_configuration,
    set_discount,
    set_quantity,
    set_terms,
)
from cpq.actions.lines import (
    NewLine,
    add_lines,
    duplicate_line,
    put_back,
    remove_line,
    take_off,
)
from cpq.actions.states import (
    accept_quote,
    approve_quote,
    revise_quote,
    send_back_quote,
    submit_quote,
)
from cpq.actions.units import sell_in

__all__ = [
    "NewLine",
    "accept_quote",
    "add_line",
    "add_lines",
    "approve_quote",
    "change_line",
    "configure_line",
    "duplicate_line",
    "move_line",
    "move_to_newest_model",
    "open_quote",
    "put_back",
    "remove_line",
    "revise_quote",
    "sell_in",
    "send_back_quote",
    "set_configuration",
    "set_discount",
    "set_quantity",
    "set_terms",
    "submit_quote",
    "take_off",
]
