"""A small application that has our page parts and nothing else of ours, for tests of the parts."""

from flask import Blueprint, Flask, g, render_template_string, request

from foundation import language
from foundation.templating import furnish

ROOT = language.ROOT
IMPORTS = (
    '{% from "parts.html" import badge, checkbox, choices, csrf, empty, field, menu, pager,'
    " post_button, select, sort_link, steps, submit, textarea with context %}"
)


def small_app():
    """Return the application; ``g.refusal`` and the posted form drive the parts."""
    app = Flask(
        "parts",
        template_folder=str(ROOT / "templates" / "pages"),
        static_folder=str(ROOT / "web" / "static"),
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    furnish(app.jinja_env)
    app.config["SECRET_KEY"] = "only for tests"
    app.jinja_env.globals["csrf_token"] = lambda: "the-token"
    app.context_processor(_facts)
    shell = Blueprint("web", __name__)
    for name in ("home", "set_language", "log_out", "outgoing_mail"):
        shell.add_url_rule(f"/{name}", name, lambda: "", methods=["GET", "POST"])
    app.register_blueprint(shell)
    return app


def _facts():
    refusal = g.get("refusal")
    return {
        "refusal": refusal,
        "posted": request.form if refusal else {},
        "language": language.speaking(),
        "nonce": g.get("nonce", ""),
        "person": None,
        "may": lambda _endpoint: False,
        "secure": True,
        "demo": False,
    }


def shown(words, *, posted=None, refusal=None, path="/", **values):
    """Return what a few parts look like, said in English."""
    app = small_app()
    method = "POST" if posted is not None else "GET"
    with app.test_request_context(path, method=method, data=posted), language.in_language("en"):
        g.refusal = refusal
        return render_template_string(IMPORTS + words, **values)
