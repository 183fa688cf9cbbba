"""Small files that unfold to something enormous, or take for ever to walk."""

from __future__ import annotations

import io
import zipfile
import zlib

from tests.papers.test_inspecting import CATALOG, MB, a_pdf

_FACTS = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(seiton.json) 4 0 R]>>>>>>"
_ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def a_stream_in_a_stream(size: int = 64 * MB) -> bytes:
    """The facts, packed twice: a thousand bytes for megabytes."""
    packed = zlib.compress(zlib.compress(bytes(size), 9), 9)
    facts = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    page, file = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", b"<</Type/Filespec/EF<</F 5 0 R>>>>"
    return a_pdf(_FACTS, _ONE_PAGE, page, file, facts)


def a_table_of_places(size: int = 64 * MB) -> bytes:
    """Where the objects stand, for more objects than there are bytes in the file."""
    packed = zlib.compress(bytes(size), 9)
    words = b"/Type/XRef/Size %d/W[1 4 3]/Root 1 0 R/Filter/FlateDecode/Length %d" % (size // 8, len(packed))
    return b"%%PDF-1.7\n1 0 obj\n<<%s>>\nstream\n%s\nendstream\nendobj\nstartxref\n9\n%%%%EOF" % (words, packed)


def a_tree(of: int, each: bytes) -> bytes:
    """A tree of pages with so many branches, all in one packed stream."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + of))
    return _packed(CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, of), *[each] * of)


def a_field_called(name: bytes) -> bytes:
    """A signature field of this name, drawn over what is printed."""
    form = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[4 0 R]>>"
    field = b"<</FT/Sig/T(%s)/Type/Annot/Subtype/Widget/Rect[0 900 9 990]>>" % name
    return _packed(form, _ONE_PAGE, page, field)


def a_zip_of_zips(size: int = 16 * MB) -> bytes:
    """Four files in four archives in four archives, as the parts of a workbook."""
    inner = bytes(size)
    for _ in range(3):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(4):
                archive.writestr(f"xl/{number}.xml", inner)
        inner = out.getvalue()
    return inner


def _packed(root: bytes, *objects: bytes) -> bytes:
    """A PDF of a catalogue and of objects (from 2 on) that stand in one packed stream."""
    places, at = [], 0
    for number, body in enumerate(objects, 2):
        places.append(b"%d %d" % (number, at))
        at += len(body) + 1
    heads = b" ".join(places) + b" "
    stream, table = len(objects) + 2, len(objects) + 3
    out = b"%%PDF-1.7\n1 0 obj\n%s\nendobj\n" % root
    rows = [bytes(8), _row(1, 9, 0), *(_row(2, stream, index) for index in range(len(objects)))]
    rows += [_row(1, len(out), 0)]
    words = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(heads))
    out += _object(stream, words, heads + b" ".join(objects))
    rows += [_row(1, len(out), 0)]
    start = len(out)
    out += _object(table, b"/Type/XRef/Size %d/W[1 4 3]/Root 1 0 R" % (table + 1), b"".join(rows))
    return out + b"startxref\n%d\n%%%%EOF" % start


def _row(kind: int, place: int, index: int) -> bytes:
    return bytes([kind]) + place.to_bytes(4, "big") + index.to_bytes(3, "big")


def _object(number: int, words: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n" % (number, words, len(packed))
    return head + packed + b"\nendstream\nendobj\n"
