"""Routes of the web shell."""

from web.policy.who import ADMIN, ANYONE, READERS, SIGNED_IN, Who

SHELL: dict[str, Who] = {
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
    "web.revoke_token": ADMIN,
    "web.people": ADMIN,
    "web.person": ADMIN,
    "web.add_person": ADMIN,
    "web.change_person": ADMIN,
    "web.styleguide": ADMIN,
    "people_api.list_people": READERS,
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
