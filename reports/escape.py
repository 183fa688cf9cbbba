"""Text from the CRM is data: what a client is called must not format, link or compute anything where we show it."""

from __future__ import annotations

import html as _html
import re

_JOINER = "\N{WORD JOINER}"
"""Invisible: between two characters it keeps a renderer from reading them as a link or a tag."""

# Control characters, and those that turn the direction of writing and so make a text look like another.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~=&$^@:\"'])")
_LINKS_ITSELF = re.compile(r"(://|\bwww(?=\.)|mailto(?=:))", re.IGNORECASE)
_OPENS_SOMETHING = re.compile(r"[\]<!&](?=\S)")
_STARTS_A_BLOCK = re.compile(r"^(?=[#>+\-*=~`|]|\d+[.)])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def plain(text: object) -> str:
    """One line without control characters."""
    return " ".join(_UNSEEN.sub("", str(text).replace("\x0b", " ").replace("\x0c", " ")).split())


def markdown(text: object) -> str:
    """The text as Markdown that shows just this text, also inside a table."""
    escaped = _PUNCTUATION.sub(r"\\\1", plain(text))
    return re.sub(r"(\\:)//|(?<=[wW]{3})(?=\\\.)|(?<=mailto)(?=\\:)", _cut, escaped)


def _cut(found: re.Match[str]) -> str:
    return f"{found[1]}{_JOINER}//" if found[1] else _JOINER


def cell(text: object) -> str:
    """The text for a cell of a Prefect table: one of its pages shows it as it is, the other reads it as Markdown."""
    line = _LINKS_ITSELF.sub(lambda found: found[0][0] + _JOINER + found[0][1:], plain(text))
    line = _OPENS_SOMETHING.sub(lambda found: found[0] + _JOINER, line)
    return _STARTS_A_BLOCK.sub(_JOINER, line)


def html(text: object) -> str:
    """The text as HTML, for an element or a quoted attribute."""
    return _html.escape(plain(text), quote=True)


def csv_cell(text: object) -> str:
    """The text for a CSV file that people open in a spreadsheet: a formula stays a text, a number stays a number."""
    written = str(text)
    if written.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(written.strip()):
        return "'" + written
    return written
