"""One file examined, in this process. ``papers.inspect`` does the same in a child with limits: use that for what comes in."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
from typing import Any

from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader

from papers.inspection import Inspection, Problem
from papers.reading import (
    TooManyPages,
    active_in,
    beginnings_of,
    drawn_elsewhere,
    facts_in,
    only_signed,
    pages_of,
    something_behind,
)
from papers.signatures import Judge, TooManySignatures, signatures_in

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)  # a traceback for every signature that fails

_PROBLEMS: tuple[tuple[type[Exception], Problem], ...] = (
    (TooManyPages, "too_many_pages"),
    (TooManySignatures, "too_many_signatures"),
    (MemoryError, "too_much_memory"),
    (PdfDecodeLimitError, "too_much_memory"),
)


def examine(data: bytes, judge: Judge, most_pages: int) -> Inspection:
    """What is seen in a file. Never raises for what the file holds: that is a ``problem``."""
    seen: dict[str, Any] = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "size_bytes": len(data),
        "inspected_at": judge.at.astimezone(dt.UTC),
    }
    try:
        return Inspection(**seen, **_read(data, judge, most_pages))
    except Exception as error:  # whatever a hostile file makes a parser raise: it is not a file we can read
        problems = (problem for kind, problem in _PROBLEMS if isinstance(error, kind))
        return Inspection(**seen, problem=next(problems, "damaged"))


def _read(data: bytes, judge: Judge, most_pages: int) -> dict[str, Any]:
    reader = PdfFileReader(io.BytesIO(data), strict=True)
    if reader.encrypted:
        return {"problem": "encrypted"}
    pages = pages_of(reader, most_pages)
    if not pages:
        return {"problem": "damaged"}
    if something_behind(reader, data):
        return {"problem": "trailing_data"}
    signatures, unread = signatures_in(reader, data, judge)
    return {
        "pages": len(pages),
        **_facts(reader),
        "signatures": signatures,
        "unread_signatures": unread,
        "beginnings": beginnings_of(reader, data),
        "only_signed": only_signed(PdfFileReader(io.BytesIO(data), strict=True)),
        "drawn_elsewhere": drawn_elsewhere(pages),
        "active": active_in(reader, pages),
    }


def _facts(reader: PdfFileReader) -> dict[str, Any]:
    try:
        paper = facts_in(reader)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {"facts": "unreadable"}
    return {"paper": paper, "facts": "none" if paper is None else "read"}
