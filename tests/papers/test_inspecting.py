"""Files of strangers: what is not a PDF, what is broken, and what is made to break the reader."""

from __future__ import annotations

import io
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import copy_into_new_writer

from config.company import ConfigError
from config.papers import Papers
from papers.inspecting import Inspector, inspect
from tests.papers import signing as s
from tests.papers.samples import RULES, a_draft, a_paper

MB = 1024 * 1024


def with_roots(folder: Path, **limits: int) -> Papers:
    trust = RULES.trust.model_copy(update={"roots": folder})
    return RULES.model_copy(update={"trust": trust, "limits": RULES.limits.model_copy(update=limits)})


@pytest.fixture(scope="module")
def inspector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspector]:
    roots = s.sat().folder(tmp_path_factory.mktemp("roots"))
    with Inspector(with_roots(roots, size_mb=5, pages=40, seconds=60, signatures=3)) as inspector:
        yield inspector


def a_pdf(*objects: bytes, root: bytes = b"1 0 R") -> bytes:
    """A small PDF of these objects."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"<</Size %d/Root %s>>" % (size, root)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        trailer,
        len(out),
    )


def a_stream(packed: bytes, words: bytes = b"") -> bytes:
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (words, len(packed), packed)


def unfolding_to(size: int) -> bytes:
    """A stream in the place of the facts that unfolds to so many bytes."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(MB)) for _ in range(size // MB)) + packer.flush()
    return a_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(seiton.json) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/EF<</F 5 0 R>>>>",
        a_stream(packed),
    )


def locked(pdf: bytes) -> bytes:
    writer = copy_into_new_writer(s.PdfFileReader(io.BytesIO(pdf)))
    writer.encrypt("secreto", "secreto")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
NOT_READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not_pdf"),
    "a web page": (lambda: b"<html>%PDF-1.7 %%EOF", "not_pdf"),
    "a zip": (a_zip, "not_pdf"),
    "something before the PDF": (lambda: b"GIF89a" + a_draft().pdf, "not_pdf"),
    "only a head": (lambda: b"%PDF-1.7\n", "damaged"),
    "cut off": (lambda: a_draft().pdf[:-2000], "damaged"),
    "cut in the middle, with an end": (lambda: a_draft().pdf[:9000] + b"\n%%EOF", "damaged"),
    "a zip behind the end": (lambda: a_draft().pdf + a_zip(), "trailing_data"),
    "a program behind the end": (lambda: a_draft().pdf + b"\n" + b"MZ" * 5000, "trailing_data"),
    "bytes of no revision": (lambda: a_draft().pdf + b"\n" + a_draft().pdf[-400:], "trailing_data"),
    "a password": (lambda: locked(a_draft().pdf), "encrypted"),
    "too large": (lambda: a_draft().pdf + b" " * 5 * MB, "too_large"),
    "too many pages": (
        lambda: a_draft("annex_a", equipment=a_paper("annex_a").facts.equipment * 600).pdf,  # type: ignore[union-attr]
        "too_many_pages",
    ),
    "no pages": (lambda: a_pdf(CATALOG, b"<</Type/Pages/Kids[]/Count 900>>"), "damaged"),
    "no catalogue": (lambda: a_pdf(b"<<>>"), "damaged"),
    "pages in a circle": (lambda: a_pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), "damaged"),
    "one page a thousand times": (
        lambda: a_pdf(CATALOG, b"<</Type/Pages/Kids[%s]/Count 9>>" % (b"3 0 R " * 1000), b"<</Type/Page>>"),
        "damaged",
    ),
    "brackets without end": (lambda: a_pdf(CATALOG, b"[" * 50_000), "damaged"),
    "a reference to itself": (lambda: a_pdf(CATALOG, b"2 0 R"), "damaged"),
    "a bomb": (lambda: unfolding_to(300 * MB), "too_much_memory"),
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_READ)
def test_a_file_that_is_not_a_paper_is_refused_and_said_why(what: str, inspector: Inspector) -> None:
    make, problem = NOT_READ[what]
    found = inspector.inspect(make(), at=s.NOW)
    assert (found.problem, found.paper, found.signatures) == (problem, None, ())


def test_what_a_renamed_file_seems_to_be_is_told(inspector: Inspector) -> None:
    seems = {a_zip(): "zip", b"\xff\xd8\xff\xe0": "image", b"  <!DOCTYPE html>": "web_page", b"hola": None}
    assert {data: inspector.inspect(data, at=s.NOW).looks_like for data in seems} == seems


def test_a_signed_paper_is_read_in_the_child_as_here(inspector: Inspector) -> None:
    pdf = s.signed_by_both(a_draft().pdf)
    assert inspector.inspect(pdf, at=s.NOW) == s.seen(pdf)


def test_one_file_is_inspected_in_one_call(tmp_path: Path) -> None:
    found = inspect(
        s.signed_by_both(a_draft().pdf), at=s.NOW, rules=with_roots(s.sat().folder(tmp_path / "roots"))
    )
    assert [each.trusted for each in found.signatures] == [True, True]


def test_more_signatures_than_the_company_reads_are_refused(inspector: Inspector) -> None:
    pdf = a_draft().pdf
    for number in range(4):
        pdf = s.signed(pdf, s.client(), f"Firma{number}", box=None)
    assert inspector.inspect(pdf, at=s.NOW).problem == "too_many_signatures"


def test_what_unfolds_beyond_the_memory_it_is_given_is_stopped_and_the_next_file_is_read(
    tmp_path: Path,
) -> None:
    with Inspector(with_roots(tmp_path, memory_mb=64)) as small:
        assert small.inspect(unfolding_to(200 * MB), at=s.NOW).problem == "too_much_memory"
        assert small.inspect(a_draft().pdf, at=s.NOW).facts == "read"


class Asleep(Inspector):
    """A reader that never answers."""

    command = (
        sys.executable,
        "-c",
        "import sys, time; sys.stdout.buffer.write(bytes(7) + b'\\x02{}'); sys.stdout.flush(); time.sleep(60)",
    )


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with Asleep(with_roots(tmp_path, seconds=1)) as asleep:
        started = time.monotonic()
        assert asleep.inspect(a_draft().pdf, at=s.NOW).problem == "too_slow"
        assert time.monotonic() - started < 30


class Broken(Inspector):
    """A reader that ends without an answer."""

    command = (sys.executable, "-c", "import sys; sys.stdout.buffer.write(bytes(7) + b'\\x02{}')")


def test_a_file_that_breaks_the_reader_is_a_problem_not_an_error(tmp_path: Path) -> None:
    with Broken(with_roots(tmp_path)) as broken:
        assert [broken.inspect(a_draft().pdf, at=s.NOW).problem for _ in range(2)] == ["too_much_memory"] * 2


def test_roots_that_can_not_be_read_are_an_error_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "root.cer").write_text("not a certificate")
    with pytest.raises(ConfigError, match=r"root\.cer: not a certificate"):
        inspect(a_draft().pdf, at=s.NOW, rules=with_roots(tmp_path))


def test_a_moment_has_a_time_zone(inspector: Inspector) -> None:
    with pytest.raises(ValueError, match="time zone"):
        inspector.inspect(b"", at=s.NOW.replace(tzinfo=None))


def open_action(writer: IncrementalPdfFileWriter) -> None:
    script = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(script)
    writer.update_root()


def test_a_script_is_seen() -> None:
    assert s.seen(s.edited(a_draft().pdf, open_action)).active == ("/OpenAction",)
    assert s.seen(a_draft().pdf).active == ()


def attached(name: str, data: bytes) -> bytes:
    """Someone else's PDF with a file attached."""
    pdf = a_pdf(
        CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    )

    def attach(writer: IncrementalPdfFileWriter) -> None:
        file = embed.EmbeddedFileObject.from_file_data(writer, data)
        embed.embed_file(writer, embed.FileSpec(name, embedded_data=file))

    return s.edited(pdf, attach)


@pytest.mark.parametrize(
    ("name", "data", "facts"),
    [
        ("seiton.json", b"{}", "unreadable"),
        ("seiton.json", b"[" * 100_000, "unreadable"),
        ("seiton.json", b"\xff\xfe", "unreadable"),
        ("seiton.json", a_paper().to_json().replace("CON-0042", "CON-\u202e42").encode(), "unreadable"),
        ("seiton.json", a_paper().to_json().encode(), "read"),
        ("other.json", a_paper().to_json().encode(), "none"),
    ],
)
def test_facts_that_someone_else_attached_are_read_with_care(name: str, data: bytes, facts: str) -> None:
    found = s.seen(attached(name, data))
    assert (found.problem, found.facts) == (None, facts)


def test_facts_that_are_attached_twice_are_not_believed() -> None:
    def again(writer: IncrementalPdfFileWriter) -> None:
        names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
        names += [generic.pdf_string("seiton.json"), names.raw_get(1)]
        writer.update_container(names)

    assert s.seen(s.edited(a_draft().pdf, again)).facts == "unreadable"


def test_a_second_document_behind_ours_is_not_taken_for_ours() -> None:
    ours, theirs = (
        a_draft().pdf,
        a_pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>"),
    )
    start = len(ours) + 1
    moved = b"\n" + theirs
    for place in (theirs.index(b"1 0 obj"), theirs.index(b"2 0 obj"), theirs.index(b"3 0 obj")):
        moved = moved.replace(b"%010d" % place, b"%010d" % (place + start))
    table = theirs.index(b"xref\n0")
    moved = moved.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + start))
    found = s.seen(ours + moved)
    assert found.problem is None and found.facts == "none"
    assert a_draft().sha256 not in found.beginnings
