"""Reading a PDF with pyHanko: its pages, the facts inside, what was added to it. Runs in the child (``papers.child``)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON

from papers.facts import Paper
from papers.inspection import MOST_NAMED

ATTACHMENT = "seiton.json"
_MOST_FACTS_BYTES = 8 * 1024 * 1024
_DEEPEST = 64
_BRANCHES_A_PAGE = 4
_POINTS_PER_MM = 72 / 25.4
_SIGNATURES_MM = 80
"""The foot of the last page, where ``templates/look.typ`` leaves room for signatures."""

ONLY_SIGNATURES = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        [SigFieldCreationRule(), SigFieldModificationRule()],  # type: ignore[no-untyped-call]
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
"""What may be added to a signed file: signatures, with their proofs. Not even a form may be filled."""


def of(holder: Any, key: str, otherwise: Any = None) -> Any:
    """The value under a key of a PDF dictionary, references followed (``get`` does not follow them)."""
    try:
        return holder[key]
    except KeyError:
        return otherwise


class TooManyPages(Exception):
    """The file has more pages than the company reads."""


def pages_of(reader: PdfFileReader, most: int) -> list[generic.DictionaryObject]:
    """Every page, by walking the tree: the count that a file states of itself may be a lie."""
    found: list[generic.DictionaryObject] = []
    for page in _leaves(reader.root["/Pages"], set(), 0, most * _BRANCHES_A_PAGE):
        found.append(page)
        if len(found) > most:
            raise TooManyPages
    return found


def _leaves(node: Any, seen: set[int], depth: int, most: int) -> Iterator[generic.DictionaryObject]:
    if depth > _DEEPEST or not isinstance(node, generic.DictionaryObject):
        raise ValueError("the tree of pages is not a tree")
    if "/Kids" not in node:
        yield node
        return
    for kid in node["/Kids"]:
        page = kid.get_object()
        if id(page) in seen:
            raise ValueError("a page stands twice in the tree of pages")
        seen.add(id(page))
        if len(seen) > most:  # branches that bear no page would never be counted
            raise TooManyPages
        yield from _leaves(page, seen, depth + 1, most)


def facts_in(reader: PdfFileReader) -> Paper | None:
    """The facts that the file carries; nothing where it was not drafted here. Raises ``ValueError`` where they can't be read."""
    names = of(of(reader.root, "/Names", {}), "/EmbeddedFiles", {})
    found = [spec for name, spec in _named(names, 0) if name == ATTACHMENT]
    if not found:
        return None
    if len(found) > 1:
        raise ValueError("the facts are attached twice")
    data = found[0]["/EF"]["/F"].data
    if len(data) > _MOST_FACTS_BYTES:
        raise ValueError("the facts are too long")
    return Paper.from_json(data)


def _named(node: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST:
        raise ValueError("the tree of attachments is not a tree")
    names = list(of(node, "/Names", ()))
    for name, spec in zip(names[::2], names[1::2], strict=True):
        yield str(name.get_object()), spec.get_object()
    for kid in of(node, "/Kids", ()):
        yield from _named(kid.get_object(), depth + 1)


def something_behind(reader: PdfFileReader, data: bytes) -> bool:
    """Whether the file goes on after the end of its last revision: no reader of PDFs shows what is there."""
    end = _end_of(reader, data, reader.xrefs.total_revisions - 1)
    return end is None or bool(data[end:].strip(b" \t\r\n\x00"))


def beginnings_of(reader: PdfFileReader, data: bytes) -> tuple[str, ...]:
    """The SHA-256 of the first revision, with and without a line end after it (a writer may add one)."""
    end = _end_of(reader, data, 0)
    if end is None:
        return ()
    ends = [end, *(end + len(eol) for eol in (b"\n", b"\r\n", b"\r") if data.startswith(eol, end))]
    return tuple(hashlib.sha256(data[:stop]).hexdigest() for stop in ends)


def _end_of(reader: PdfFileReader, data: bytes, revision: int) -> int | None:
    start = reader.xrefs.get_startxref_for_revision(revision)
    end = re.compile(rb"startxref\s+%d\s+%%%%EOF" % start).search(data, start)
    return end and end.end()


def only_signed(reader: PdfFileReader) -> bool:
    """Nothing but signatures was added since the first revision.

    Give it a reader of its own: it changes what that reader remembers.
    """
    first = reader.get_historical_resolver(0)
    if reader.xrefs.total_revisions > 1 and "/AcroForm" not in first.root:
        # pyHanko compares the form of two revisions and does not know one that begins: it begins empty.
        no_fields = {generic.pdf_name("/Fields"): generic.ArrayObject()}
        first.root[generic.pdf_name("/AcroForm")] = generic.DictionaryObject(no_fields)  # type: ignore[no-untyped-call]
    try:
        return isinstance(ONLY_SIGNATURES.review_file(reader, first), DiffResult)
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError):
        return False


def drawn_elsewhere(pages: list[generic.DictionaryObject]) -> tuple[str, ...]:
    """Signature fields, signed or not, that are drawn outside the foot of the last page: they may hide what is printed."""
    names = (
        name
        for number, page in enumerate(pages, 1)
        for name, box in _signature_boxes(page)
        if _visible(box) and not (number == len(pages) and _at_the_foot(box, page))
    )
    return tuple(dict.fromkeys(islice(names, MOST_NAMED)))


def _signature_boxes(page: generic.DictionaryObject) -> Iterator[tuple[str, list[float]]]:
    for entry in of(page, "/Annots", ()):
        widget = entry.get_object()
        field = widget if "/FT" in widget else of(widget, "/Parent", widget)
        if of(field, "/FT") == "/Sig":
            yield str(of(field, "/T", "?")), [float(edge.get_object()) for edge in of(widget, "/Rect", ())]


def _visible(box: list[float]) -> bool:
    return len(box) == 4 and box[0] != box[2] and box[1] != box[3]


def _at_the_foot(box: list[float], page: generic.DictionaryObject) -> bool:
    edges = [float(edge.get_object()) for edge in of(page, "/MediaBox", ())]
    return len(edges) == 4 and max(box[1], box[3]) <= min(edges[1], edges[3]) + _SIGNATURES_MM * _POINTS_PER_MM


def active_in(reader: PdfFileReader, pages: list[generic.DictionaryObject]) -> tuple[str, ...]:
    """Scripts, actions and dynamic forms."""
    root = reader.root
    opens = of(root, "/OpenAction")
    signs = {
        "/OpenAction": isinstance(opens, generic.DictionaryObject) and of(opens, "/S") != "/GoTo",
        "/AA": "/AA" in root or any("/AA" in page for page in pages),
        "/JavaScript": "/JavaScript" in of(root, "/Names", {}),
        "/XFA": "/XFA" in of(root, "/AcroForm", {}),
    }
    return tuple(sign for sign, present in signs.items() if present)
