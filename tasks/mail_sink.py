"""A mail server on this machine that takes every message and writes down to whom it went and which notice it was."""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_NO_SENDER = "seiton@localhost"


@dataclass(frozen=True)
class MailSink:
    """The server: its port, and the file in which each message that it took is a line."""

    port: int
    file: Path

    def address(self, to: str) -> str:
        """Where Apprise finds it, for a recipient (or ``{email}``)."""
        return f"mailto://127.0.0.1:{self.port}?from={_NO_SENDER}&to={to}&mode=insecure"

    def taken(self, since: int = 0) -> list[tuple[str, str]]:
        """Recipient and key of every message after the first ``since``; the key is the last word of a notice."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        return [tuple(json.loads(line)) for line in lines[since:]]


@contextmanager
def mail_sink(file: Path) -> Iterator[MailSink]:
    """A process of its own takes mail for as long as the block lasts."""
    server = _Server(("127.0.0.1", 0), _Session)
    server.file = file
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
            server.serve_forever()
        finally:
            os._exit(0)
    port = int(server.server_address[1])
    server.server_close()
    usual = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = (
        os.devnull
    )  # it speaks no TLS, and reading the authorities takes longer than the rest
    try:
        yield MailSink(port, file)
    finally:
        os.environ.pop("SSL_CERT_FILE") if usual is None else os.environ.update(SSL_CERT_FILE=usual)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    file: Path


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    def handle(self) -> None:
        self._say("220 seiton")
        people: list[str] = []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                people.append(line.decode().partition("<")[2].partition(">")[0])
            if word == b"DATA":
                self._say("354 go on")
                self._write_down(people, self._message())
                people = []
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                break

    def _message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _write_down(self, people: list[str], data: bytes) -> None:
        assert isinstance(self.server, _Server)
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        words = body.get_content().replace("<", " ").split() if body is not None else [""]
        with self.server.file.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps([person, words[-1]]) + "\n" for person in people)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
