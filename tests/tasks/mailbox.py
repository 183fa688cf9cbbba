"""A real server on this machine that takes notices, and can be out of order."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Mailbox:
    """Takes what Apprise posts to ``json://``; ``answers`` is the status it gives."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.answers = 200
        self.meanwhile: Callable[[], object] = lambda: None
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                box.meanwhile()
                if box.answers == 200:
                    box.taken.append(json.loads(body))
                    box.paths.append(self.path)
                self.send_response(box.answers)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def address(self, path: str = "") -> str:
        """Where Apprise finds it, with a password that must not show anywhere."""
        return f"json://clerk:s3cr3t-word@127.0.0.1:{self._server.server_address[1]}/{path}"

    @property
    def titles(self) -> list[str]:
        """Of the messages taken."""
        return [str(one["title"]) for one in self.taken]

    @property
    def texts(self) -> list[str]:
        """The bodies of the messages taken."""
        return [str(one["message"]) for one in self.taken]

    def close(self) -> None:
        """Take nothing any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
