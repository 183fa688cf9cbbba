"""Inspecting a file that comes in, within limits of size, time and memory: a stranger wrote it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from config.company import ConfigError, Text
from config.papers import Papers, load_papers
from papers.child import read_frame, write_frame
from papers.inspection import Inspection, Problem

_TOP = Path(__file__).resolve().parent.parent
_TAIL = 2048
_SOMETHING_ELSE = (
    (b"PK\x03\x04", "zip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "office"),
    (b"<", "web_page"),
    (b"MZ", "program"),
)


def inspect(data: bytes, *, at: dt.datetime, rules: Papers | None = None) -> Inspection:
    """What is seen in one file at a moment (signers' certificates must hold then). For many files use an ``Inspector``.

    Raises ``ConfigError`` where the folder of roots holds something that is not an authority's certificate.
    """
    with Inspector(rules) as inspector:
        return inspector.inspect(data, at=at)


class Inspector:
    """Inspects file after file in one child process, which is started again where a file made an end of it."""

    command = (sys.executable, "-m", "papers.child")

    def __init__(self, rules: Papers | None = None) -> None:
        self._rules = rules or load_papers()
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Inspector:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def inspect(self, data: bytes, *, at: dt.datetime) -> Inspection:
        """What is seen in one file at a moment."""
        if at.tzinfo is None:
            raise ValueError("a moment has a time zone")
        limits = self._rules.limits
        if len(data) > limits.size_mb * 1024 * 1024:
            return _unread(data, at, "too_large")
        if (problem := _at_first_sight(data)) is not None:
            return _unread(data, at, problem)
        return self._asked(data, at, limits.seconds)

    def _asked(self, data: bytes, at: dt.datetime, seconds: int) -> Inspection:
        child = self._child = self._child or self._started()
        assert child.stdin and child.stdout
        too_slow = threading.Event()

        def stop() -> None:
            too_slow.set()
            child.kill()

        watch = threading.Timer(seconds, stop)
        watch.start()
        try:
            write_frame(child.stdin, at.isoformat().encode())
            write_frame(child.stdin, data)
            answer = read_frame(child.stdout)
        except OSError:
            answer = None
        finally:
            watch.cancel()
        if answer is not None:
            return Inspection.model_validate_json(answer)
        self.close()
        return _unread(data, at, "too_slow" if too_slow.is_set() else "too_much_memory")

    def _started(self) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join([str(_TOP), *filter(None, [os.environ.get("PYTHONPATH")])])
        child = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
        assert child.stdin and child.stdout
        settings = self._rules.model_dump(mode="json", include={"limits", "trust"})
        write_frame(child.stdin, json.dumps(settings).encode())
        greeting = read_frame(child.stdout)
        if greeting is None or (said := json.loads(greeting)):
            child.kill()
            child.communicate()
            if greeting is None:
                raise RuntimeError("the process that reads papers does not start: python -m papers.child")
            raise ConfigError(Text(**said["error"]))
        return child


def _at_first_sight(data: bytes) -> Problem | None:
    if not data.startswith(b"%PDF-"):
        return "not_pdf"
    ends = list(re.finditer(rb"%%EOF", data[-_TAIL:]))
    if not ends:
        return "trailing_data" if b"%%EOF" in data else "damaged"
    return "trailing_data" if data[-_TAIL:][ends[-1].end() :].strip(b" \t\r\n\x00") else None


def _unread(data: bytes, at: dt.datetime, problem: Problem) -> Inspection:
    start = data[:1024].lstrip()
    seems = next((name for magic, name in _SOMETHING_ELSE if start.startswith(magic)), None)
    return Inspection(
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        inspected_at=at.astimezone(dt.UTC),
        problem=problem,
        looks_like=seems if problem == "not_pdf" else None,
    )
