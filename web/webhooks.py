"""Where administrators connect other systems: endpoints, their secrets, and what was sent."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import _, say
from foundation.webhooks import actions, queries
from foundation.webhooks.kinds import offered, words_of
from web.blueprint import pages

PARCELS = 20


@pages.get("/admin/webhooks")
def webhooks() -> str:
    """List the endpoints, with a form to add one more."""
    return render_template(
        "web/webhooks.html", endpoints=queries.endpoints(session()), kinds=offered()
    )


@pages.post("/admin/webhooks")
@refused_on("web.webhooks")
def add_webhook() -> ResponseReturnValue:
    """Add an endpoint and show its secret, this once."""
    endpoint, secret = actions.add_endpoint(session(), **_typed())
    return render_template("web/webhook_secret.html", endpoint=endpoint, secret=secret, new=True)


@pages.get("/admin/webhooks/<endpoint_id>")
def webhook(endpoint_id: str) -> str:
    """Show one endpoint and the last deliveries to it."""
    state = request.args.get("state", "")
    parcels = page_of(queries.parcels_of(endpoint_id, state), page_number(), PARCELS)
    return render_template(
        "web/webhook.html",
        endpoint=queries.endpoint(session(), endpoint_id),
        kinds=offered(),
        words_of=words_of,
        page=parcels,
        state=state,
    )


@pages.post("/admin/webhooks/<endpoint_id>")
@refused_on("web.webhook")
def change_webhook(endpoint_id: str) -> ResponseReturnValue:
    """Change where messages go, and which."""
    actions.change_endpoint(session(), endpoint_id, **_typed())
    return _back(endpoint_id, say(_("The webhook address was changed.")))


@pages.post("/admin/webhooks/<endpoint_id>/test")
def test_webhook(endpoint_id: str) -> ResponseReturnValue:
    """Send a test message."""
    actions.send_test(session(), endpoint_id)
    return _back(endpoint_id, say(_("A test message is on its way. Its outcome stands below.")))


@pages.post("/admin/webhooks/<endpoint_id>/secret")
def rotate_webhook_secret(endpoint_id: str) -> ResponseReturnValue:
    """Make a new secret and show it, this once."""
    secret = actions.rotate_secret(session(), endpoint_id)
    endpoint = queries.endpoint(session(), endpoint_id)
    return render_template("web/webhook_secret.html", endpoint=endpoint, secret=secret, new=False)


@pages.post("/admin/webhooks/<endpoint_id>/switch")
def switch_webhook(endpoint_id: str) -> ResponseReturnValue:
    """Switch an endpoint on or off."""
    on = request.form.get("on") == "yes"
    actions.switch_endpoint(session(), endpoint_id, on=on)
    return _back(endpoint_id, say(_("It is switched on.") if on else _("It is switched off.")))


@pages.post("/admin/webhooks/<endpoint_id>/delete")
def delete_webhook(endpoint_id: str) -> ResponseReturnValue:
    """Forget an endpoint."""
    actions.delete_endpoint(session(), endpoint_id)
    flash(say(_("The webhook address was deleted.")))
    return redirect(url_for("web.webhooks"))


@pages.post("/admin/webhooks/deliveries/<parcel_id>/replay")
def replay_webhook(parcel_id: str) -> ResponseReturnValue:
    """Send a message once more."""
    parcel = actions.replay(session(), parcel_id)
    return _back(parcel.endpoint_id, say(_("It is sent once more, under the same id.")))


def _typed() -> dict[str, Any]:
    form = request.form
    return {
        "url": form.get("url", ""),
        "name": form.get("name", ""),
        "kinds": form.getlist("kinds"),
    }


def _back(endpoint_id: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("web.webhook", endpoint_id=endpoint_id))
