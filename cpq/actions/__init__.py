"""What people do with quotes."""

from cpq.actions.configuring import configure_line, move_to_newest_model
from cpq.actions.drafts import (
    add_line,
    change_line,
    move_line,
    open_quote,
    remove_line,
    set_configuration,
    set_discount,
    set_quantity,
    set_terms,
)
from cpq.actions.states import (
    accept_quote,
    approve_quote,
    revise_quote,
    send_back_quote,
    submit_quote,
)

__all__ = [
    "accept_quote",
    "add_line",
    "approve_quote",
    "change_line",
    "configure_line",
    "move_line",
    "move_to_newest_model",
    "open_quote",
    "remove_line",
    "revise_quote",
    "send_back_quote",
    "set_configuration",
    "set_discount",
    "set_quantity",
    "set_terms",
    "submit_quote",
]
