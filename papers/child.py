"""The process in which files of strangers are read: no more memory than it is given, and it is killed when it takes too long.

It speaks in frames (length, bytes): first its settings, then for each file the moment and the bytes; it answers each with JSON.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from typing import IO, Any

_LENGTH = struct.Struct(">Q")


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or nothing when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Send one frame."""
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def _limit_memory(memory_mb: int) -> None:
    """Give this process so much more than it already takes."""
    try:
        import resource

        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):  # not Linux: there only the time and what streams unfold to are bounded
        return
    most = taken + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    import datetime as dt

    from config.company import ConfigError
    from config.papers import Limits, Trust
    from papers.certificates import authorities
    from papers.examining import examine
    from papers.signatures import Judge

    settings: dict[str, Any] = json.loads(read_frame(questions) or b"{}")
    limits, trust = Limits(**settings["limits"]), Trust(**settings["trust"])
    try:
        trusted = authorities(trust.roots)
    except ConfigError as error:
        write_frame(answers, json.dumps({"error": error.says.model_dump()}).encode())
        return
    write_frame(answers, b"{}")
    _limit_memory(limits.memory_mb)
    while (moment := read_frame(questions)) is not None and (data := read_frame(questions)) is not None:
        judge = Judge(
            dt.datetime.fromisoformat(moment.decode()), trusted, trust.certificates, limits.signatures
        )
        write_frame(answers, examine(data, judge, limits.pages).model_dump_json().encode())


def main() -> None:
    """Serve until the other side is gone. What a library prints goes nowhere near the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
