"""A system that listens to webhooks: ``with listener() as there``."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener:
    """Keeps what it is sent in ``heard`` (headers, body); ``answers`` are taken one by one."""

    def __init__(self):
        self.heard = []
        self.answers = []  # (status, headers, body); when it is empty: 204
        self.going_home = threading.Event()

    def answer(self):
        return self.answers.pop(0) if self.answers else (204, {}, b"")


@contextmanager
def listener():
    """Listen on a free port of this machine: ``.url``."""
    there = Listener()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            there.heard.append((dict(self.headers), body))
            status, headers, content = there.answer()
            if status == "hang":
                there.going_home.wait(30)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    there.port = server.server_port
    there.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield there
    finally:
        there.going_home.set()
        server.shutdown()
        server.server_close()
