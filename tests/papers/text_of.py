"""The text that a PDF of ours shows, page by page, read from what it draws."""

from __future__ import annotations

import io
import re
from typing import Any

from pyhanko.pdf_utils.content_stream_parser import parse_content_stream
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

_FILL = re.compile(rb"(?<=\s)f\*?(?=\s)")
"""The operator that pyHanko's parser takes for the beginning of ``false``."""


def text_of(pdf: bytes) -> str:
    """Every page in one text, without the places where a long word may be broken."""
    reader = PdfFileReader(io.BytesIO(pdf))
    return "\n".join(_page(page.get_object()) for page in reader.root["/Pages"]["/Kids"]).replace("\u200b", "")


def _page(page: Any) -> str:
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    drawn = page["/Contents"]
    plain = StreamObject(stream_data=_FILL.sub(b"n", drawn.data))
    plain.container_ref = drawn.container_ref
    said: list[str] = []
    letters: dict[int, str] = {}
    for operator in parse_content_stream([plain]):
        if operator.op == "Tf":
            letters = fonts[operator.args[0]]
        elif operator.op in ("TJ", "Tj"):
            texts: Any = operator.args[0] if operator.op == "TJ" else operator.args
            said.append("".join(_decoded(getattr(text, "original_bytes", b""), letters) for text in texts))
    return " ".join(said)


def _decoded(codes: bytes, letters: dict[int, str]) -> str:
    return "".join(letters.get(int.from_bytes(codes[at : at + 2]), "\ufffd") for at in range(0, len(codes), 2))


def _letters(font: Any) -> dict[int, str]:
    table = font["/ToUnicode"].data.decode("ascii")
    pairs = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
