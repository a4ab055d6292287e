"""Who may open which route. What is not in this table is refused; a test walks every route.

ANYONE: also without signing in (the route checks its own link or token). SIGNED_IN: every person.
Otherwise: the roles that may.
"""

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden as HttpForbidden
from werkzeug.exceptions import Unauthorized

from people.queries import PersonCard
from people.roles import EVERYBODY, SALES, Role

Who = frozenset[Role] | None

ANYONE: Who = None
SIGNED_IN: Who = EVERYBODY
ADMIN: Who = frozenset({Role.ADMIN})
SELLERS: Who = SALES | {Role.ADMIN}
READERS: Who = SALES | {Role.ADMIN, Role.APPROVER, Role.FINANCE, Role.SUCCESS, Role.CONTENT}
APPROVERS: Who = frozenset({Role.LEADER, Role.MANAGER, Role.APPROVER, Role.ADMIN})
PRICING: Who = frozenset({Role.MANAGER, Role.ADMIN})  # products and prices
FINANCE: Who = frozenset({Role.FINANCE, Role.ADMIN})
CONTENT: Who = frozenset({Role.CONTENT, Role.ADMIN})

POLICY: dict[str, Who] = {
    # the shell
    "static": ANYONE,
    "openapi.spec": ANYONE,
    "web.home": ANYONE,
    "web.login": ANYONE,
    "web.log_in": ANYONE,
    "web.log_out": SIGNED_IN,
    "web.set_language": ANYONE,
    "web.healthz": ANYONE,
    "web.readyz": ANYONE,
    "web.csp_report": ANYONE,
    "web.outgoing_mail": ADMIN,
    "web.outgoing_mail_one": ADMIN,
    "web.outgoing_mail_body": ADMIN,
    "web.admin": ADMIN,
    "web.deliveries": ADMIN,
    "web.retry_delivery": ADMIN,
    "web.people": ADMIN,
    "web.person": ADMIN,
    "web.add_person": ADMIN,
    "web.change_person": ADMIN,
    "web.styleguide": ADMIN,
    "people_api.list_people": READERS,
    # customers
    "customers.list_customers": READERS,
    "customers.export_customers": READERS,
    "customers.show_customer": READERS,
    "customers.new_customer": SELLERS,
    "customers.add_customer": SELLERS,
    "customers.edit_customer": SELLERS,
    "customers.change_customer": SELLERS,
    "customers.add_division": SELLERS,
    "customers.new_contact": SELLERS,
    "customers.add_contact": SELLERS,
    "customers.edit_contact": SELLERS,
    "customers.change_contact": SELLERS,
    "customers_api.list_customers": READERS,
    "customers_api.get_customer": READERS,
    "customers_api.add_customer": SELLERS,
    "customers_api.change_customer": SELLERS,
    "customers_api.list_contacts": READERS,
    "customers_api.add_contact": SELLERS,
    "customers_api.change_contact": SELLERS,
    # deals
    "deals.board": READERS,
    "deals.column": READERS,
    "deals.ask_move": SELLERS,
    "deals.move": SELLERS,
    "deals.release": SELLERS,
    "deals.new_deal": SELLERS,
    "deals.customer_part": SELLERS,
    "deals.open_deal": SELLERS,
    "deals.edit_deal": SELLERS,
    "deals.change_deal": SELLERS,
    "deals.orders": READERS,
    "deals.export_orders": READERS,
    "deals.show_order": READERS,
    "deals.order_pdf": READERS,
    "deals.order_data": READERS,
    "deals.mark_done": FINANCE,
    "deals.mark_open": FINANCE,
    "deals_api.list_deals": READERS,
    "deals_api.create_deal": SELLERS,
    "deals_api.get_deal": READERS,
    "deals_api.move_deal": SELLERS,
    "orders_api.list_orders": READERS,
    "orders_api.get_order": READERS,
    "orders_api.get_order_document": READERS,
    "orders_api.get_order_certificate": READERS,
    "orders_api.mark_order_done": FINANCE,
    # catalogue, price lists and quotes
    "cpq.list_quotes": READERS,
    "cpq.show_quote": READERS,
    "cpq.show_line": READERS,
    "cpq.suggest_products": SELLERS,
    "cpq.add_line": SELLERS,
    "cpq.change_line": SELLERS,
    "cpq.move_line": SELLERS,
    "cpq.remove_line": SELLERS,
    "cpq.set_terms": SELLERS,
    "cpq.submit_quote": SELLERS,
    "cpq.revise_quote": SELLERS,
    "cpq.configure": SELLERS,
    "cpq.save_configuration": SELLERS,
    "quotes_api.list_quotes": READERS,
    "quotes_api.get_quote": READERS,
    "quotes_api.add_line": SELLERS,
    "quotes_api.change_line": SELLERS,
    "quotes_api.remove_line": SELLERS,
    "quotes_api.get_configuration": READERS,
    "quotes_api.set_configuration": SELLERS,
    "quotes_api.list_options": READERS,
    "quotes_api.set_terms": SELLERS,
    "quotes_api.submit_quote": SELLERS,
    "quotes_api.revise_quote": SELLERS,
    "catalog.list_products": READERS,
    "catalog.show_product": READERS,
    "catalog.new_product": PRICING,
    "catalog.add_product": PRICING,
    "catalog.change_product": PRICING,
    "catalog.list_models": READERS,
    "catalog.begin_model": PRICING,
    "catalog.import_model": PRICING,
    "catalog.export_model": READERS,
    "catalog.show_model": READERS,
    "catalog.show_model_history": READERS,
    "catalog.edit_part": PRICING,
    "catalog.put_part": PRICING,
    "catalog.move_part": PRICING,
    "catalog.remove_part": PRICING,
    "catalog.undo_edit": PRICING,
    "catalog.redo_edit": PRICING,
    "catalog.go_to_edit": PRICING,
    "catalog.ask_publish": PRICING,
    "catalog.mark_meant": PRICING,
    "catalog.run_model_tests": PRICING,
    "catalog.publish_model": PRICING,
    "catalog.retire_model": PRICING,
    "cpq.move_to_newest_model": SELLERS,
    "catalog.start_import": PRICING,
    "catalog.upload_import": PRICING,
    "catalog.show_import": PRICING,
    "catalog.import_now": PRICING,
    "catalog.change_import_mapping": PRICING,
    "catalog.put_import_mapping": PRICING,
    "catalog.import_mapping_file": PRICING,
    "catalog.check_import": PRICING,
    "catalog.run_import": PRICING,
    "catalog.import_report": PRICING,
    "cpq.list_price_lists": READERS,
    "cpq.show_price_list": READERS,
    "cpq.export_price_list": READERS,
    "cpq.add_price_list": PRICING,
    "cpq.change_price_list": PRICING,
    "cpq.put_price": PRICING,
    "cpq.show_price": PRICING,
    "cpq.change_price": PRICING,
    "cpq.remove_price": PRICING,
    "products_api.list_products": READERS,
    "products_api.get_product": READERS,
    "products_api.put_product": PRICING,
    # bills of materials
    "catalog.show_bom": READERS,
    "catalog.find_components": READERS,
    "catalog.begin_bom": PRICING,
    "catalog.put_bom_line": PRICING,
    "catalog.remove_bom_line": PRICING,
    "catalog.move_bom_line": PRICING,
    "catalog.set_bom_printed": PRICING,
    "catalog.publish_bom": PRICING,
    "catalog.discard_bom": PRICING,
    "catalog.withdraw_bom": PRICING,
    "catalog.export_bom_csv": READERS,
    "catalog.export_bom": READERS,
    "catalog.start_bom_import": PRICING,
    "catalog.upload_bom_import": PRICING,
    "catalog.show_bom_import": PRICING,
    "catalog.take_bom_import": PRICING,
    "catalog.bom_import_report": PRICING,
    "materials_api.get_bom": READERS,
    "materials_api.put_bom": PRICING,
    "materials_api.where_used": READERS,
    "price_lists_api.list_price_lists": READERS,
    "price_lists_api.get_price_list": READERS,
    "price_lists_api.list_entries": READERS,
    "price_lists_api.put_entry": PRICING,
    # approvals
    "approvals.mine": APPROVERS,
    "approvals.show_step": APPROVERS,
    "approvals.decide_step": APPROVERS,
    "approvals.show_link": ANYONE,
    "approvals.decide_link": ANYONE,
    "approvals_api.list_steps": APPROVERS,
    "approvals_api.get_step": APPROVERS,
    "approvals_api.decide_step": APPROVERS,
    # proposals
    "proposals.new_proposal": SELLERS,
    "proposals.make_proposal": SELLERS,
    "proposals.show_proposal": READERS,
    "proposals.proposal_now": READERS,
    "proposals.make_again": SELLERS,
    "proposals.share_proposal": SELLERS,
    "proposals.withdraw_share": SELLERS,
    "proposals.quote_documents": READERS,
    "proposals.make_document": SELLERS,
    "proposals.make_quote_again": SELLERS,
    "proposals.show_document": READERS,
    "proposals.document_file": READERS,
    "proposals.document_page": READERS,
    "proposals.library": READERS,
    "proposals.new_block": CONTENT,
    "proposals.add_block": CONTENT,
    "proposals.show_block": READERS,
    "proposals.change_block": CONTENT,
    "proposals.archive_block": CONTENT,
    "proposals.restore_block": CONTENT,
    "proposals.block_picture": READERS,
    "proposals.company": CONTENT,
    "proposals.change_company": CONTENT,
    "proposals.landing": ANYONE,
    "proposals.enter": ANYONE,
    "proposals.read_shared": ANYONE,
    "proposals.accept_shared": ANYONE,
    "proposals.shared_page": ANYONE,
    "proposals.shared_document": ANYONE,
    "proposals_api.list_gaps": SELLERS,
    "proposals_api.list_proposals": READERS,
    "proposals_api.make_proposal": SELLERS,
    "proposals_api.get_proposal": READERS,
    "proposals_api.share_proposal": SELLERS,
    "proposals_api.withdraw_share": SELLERS,
    "proposals_api.list_documents": READERS,
    "proposals_api.make_document": SELLERS,
    "proposals_api.get_document": READERS,
    "proposals_api.get_document_file": READERS,
    # signing
    "signing.landing": ANYONE,
    "signing.enter": ANYONE,
    "signing.now": ANYONE,
    "signing.agree": ANYONE,
    "signing.sign": ANYONE,
    "signing.decline": ANYONE,
    "signing.mark_preview": ANYONE,
    "signing.page_picture": ANYONE,
    "signing.document": ANYONE,
    "signing.signed_document": ANYONE,
    "signing.signed_certificate": ANYONE,
    "signing.verify": ANYONE,
    "signing.check": ANYONE,
    "signing.authority": ANYONE,
    "signing.list_envelopes": READERS,
    "signing.show_envelope": READERS,
    "signing.envelope_now": READERS,
    "signing.signed_pdf": READERS,
    "signing.certificate_pdf": READERS,
    "signing.envelope_document": READERS,
    "signing.envelope_picture": READERS,
    "signing.void": SELLERS,
    "signing.resend": SELLERS,
    "signing_api.list_envelopes": READERS,
    "signing_api.get_envelope": READERS,
    "signing_api.get_envelope_documents": READERS,
    "signing_api.get_envelope_document": READERS,
    "signing_api.void_envelope": SELLERS,
    "signing_api.resend_link": SELLERS,
    # flow
    "flow.open_quote": SELLERS,
    "flow.quote_approval": READERS,
    "flow.submit_again": SELLERS,
    "flow.customer_deals": READERS,
    "flow.choose_signers": SELLERS,
    "flow.documents_to_send": SELLERS,
    "flow.send_to_sign": SELLERS,
    "flow_api.open_quote": SELLERS,
    "flow_api.get_approval": READERS,
    "flow_api.send_to_sign": SELLERS,
    "flow.show_deal": READERS,
    "flow.deal_now": READERS,
    # webhooks
    "web.webhooks": ADMIN,
    "web.add_webhook": ADMIN,
    "web.webhook": ADMIN,
    "web.change_webhook": ADMIN,
    "web.test_webhook": ADMIN,
    "web.rotate_webhook_secret": ADMIN,
    "web.switch_webhook": ADMIN,
    "web.delete_webhook": ADMIN,
    "web.replay_webhook": ADMIN,
}


def may(endpoint: str) -> bool:
    """True when whoever is asking may open an endpoint that exists."""
    return endpoint in current_app.view_functions and allowed(endpoint, g.get("person"))


def allowed(endpoint: str, person: PersonCard | None) -> bool:
    """True when the table lets the person in."""
    if endpoint not in POLICY:
        return False
    who = POLICY[endpoint]
    return who is None or (person is not None and not person.roles.isdisjoint(who))


def enforce(app: Flask) -> None:
    """Ask the table before every view."""
    app.before_request(_ask)


def _ask() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or allowed(endpoint, g.get("person")):
        return None
    if g.get("person") is not None:
        raise HttpForbidden
    if request.path.startswith("/api/"):
        raise Unauthorized
    return redirect(
        url_for("web.login", next=request.full_path if request.query_string else request.path)
    )
