"""What people do with documents, proposals, what they share, and the library."""

from proposals.actions.company import change_company
from proposals.actions.documents import make_again, prepare_document, prepare_order_form
from proposals.actions.library import add_block, archive_block, change_block, restore_block
from proposals.actions.making import make_proposal
from proposals.actions.sharing import (
    give_acceptance,
    open_share,
    share,
    withdraw_share,
    withdraw_shares,
)

__all__ = [
    "add_block",
    "archive_block",
    "change_block",
    "change_company",
    "give_acceptance",
    "make_again",
    "make_proposal",
    "open_share",
    "prepare_document",
    "prepare_order_form",
    "restore_block",
    "share",
    "withdraw_share",
    "withdraw_shares",
]
