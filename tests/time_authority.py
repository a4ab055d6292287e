"""A time-stamping authority of our own (RFC 3161).

with time_authority() as clock: ...  # .url, .root, .asked, .mood = "broken" or "hanging"
"""

import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TSA = """\
[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = tsa.crt
signer_key = tsa.key
certs = root.crt
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ordering = yes
ess_cert_id_chain = no
"""
USAGE = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


class TimeAuthority:
    """An RFC 3161 authority around ``openssl ts``: ``root`` is the certificate to trust.

    ``mood``: "well", "broken" (answers 500) or "hanging" (never answers).
    """

    def __init__(self, folder):
        self.folder = folder
        self.mood = "well"
        self.asked = 0
        self.turn = threading.Lock()  # one serial number at a time
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        (folder / "tsa.cnf").write_text(TSA)
        (folder / "usage").write_text(USAGE)
        (folder / "serial").write_text("01")
        self.openssl(f"req -x509 {key} -keyout root.key -out root.crt -days 30 -subj /CN=TestRoot")
        self.openssl(f"req {key} -keyout tsa.key -out tsa.csr -subj /CN=TestTime")
        issue = "x509 -req -in tsa.csr -CA root.crt -CAkey root.key -CAcreateserial"
        self.openssl(f"{issue} -out tsa.crt -days 30 -extfile usage")
        self.root = (folder / "root.crt").read_bytes()

    def openssl(self, words):
        """Run openssl in our folder."""
        command = ["openssl", *words.split()]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)

    def stamp(self, query):
        """Return the answer to a time-stamp query, both DER."""
        with self.turn:
            self.asked += 1
            (self.folder / "query").write_bytes(query)
            self.openssl("ts -reply -config tsa.cnf -section t -queryfile query -out reply")
            return (self.folder / "reply").read_bytes()


@contextmanager
def time_authority():
    """A time-stamping authority of our own."""
    folder = Path(tempfile.mkdtemp(prefix="mitsumori-test-"))
    authority, going_home = TimeAuthority(folder), threading.Event()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.mood == "hanging":
                going_home.wait()
                return
            well = authority.mood == "well"
            self.send_response(200 if well else 500)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(authority.stamp(query) if well else b"")

        def log_message(self, *_words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    authority.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield authority
    finally:
        going_home.set()
        server.shutdown()
        server.server_close()
        shutil.rmtree(folder, ignore_errors=True)
