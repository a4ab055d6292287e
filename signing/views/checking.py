"""The public page on which anybody can check a signed document."""

from cryptography.hazmat.primitives.serialization import Encoding
from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from foundation.doors import refused_on, session
from foundation.errors import Missing, Refusal
from foundation.language import _
from signing import keyring
from signing.checking import check_file
from signing.views.blueprint import pages


@pages.get("/verify")
def verify() -> str:
    """Ask for a file."""
    return render_template("signing/verify.html", answer=None)


@pages.post("/verify")
@refused_on("signing.verify")
def check() -> ResponseReturnValue:
    """Say what the file is. It is not kept."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal(_("Please choose a PDF file."), field="file")
    session().close()  # who is asking is known; no lock is held while a file is read
    answer = check_file(file.read())
    return render_template("signing/verify.html", answer=answer)


@pages.get("/verify/authority.pem")
def authority() -> Response:
    """Hand out the certificates that signatures here are trusted by, for other programs."""
    known = keyring.trusted(session())
    if not known:
        raise Missing(_("Nothing has been sealed here yet."))
    pem = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in known)
    answer = Response(pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = 'attachment; filename="authority.pem"'
    return answer
