"""A file of an export before anything is believed of it: its bytes, its encoding, its fingerprint."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from config.words import Text
from crm.imports.problems import FileEmpty, FileMissing, FileUnreadable, NotCsv, WrongEncoding

BLOCK = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMATS = (
    (b"PK\x03\x04", Text(en="an Excel workbook or a zip archive", es="un libro de Excel o un archivo zip")),
    (b"\xd0\xcf\x11\xe0", Text(en="an old Excel workbook", es="un libro de Excel antiguo")),
    (b"\x1f\x8b", Text(en="a gzip archive", es="un archivo gzip")),
    (b"%PDF", Text(en="a PDF", es="un PDF")),
    (b"SQLite format 3", Text(en="an SQLite database", es="una base SQLite")),
)
_SAVE_ANEW = Text(en="Save it as CSV UTF-8.", es="Guárdelo como CSV UTF-8.")
_DECLARE_WINDOWS = Text(
    en='If Excel on Windows wrote it, put encoding = "cp1252" in the mapping.',
    es='Si lo escribió Excel en Windows, ponga encoding = "cp1252" en el mapeo.',
)


@dataclass(frozen=True)
class SourceFile:
    """A file found readable: how many bytes, their SHA-256, and the encoding in which all of them are text."""

    path: Path
    size: int
    sha256: str
    encoding: str

    @property
    def name(self) -> str:
        return self.path.name


def inspect(folder: Path, name: str, declared: str) -> SourceFile:
    """Read a file through once, in blocks, and find the encoding in which it is text.

    A byte-order mark decides; else UTF-8 where every byte agrees; else the declared encoding. Nothing is guessed:
    raises ``WrongEncoding`` with the line and a proposal, and the other ``FileProblem`` of the tree.
    """
    path = folder / name
    if not path.is_file():
        raise _missing(folder, name)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        _must_be_text(name, head)
        bom = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), None)
        candidates = [bom] if bom else list(dict.fromkeys(("utf-8", declared)))
        for encoding in candidates:
            size, sha256, bad_line = _read_through(path, encoding)
            if bad_line is None:
                return SourceFile(path, size, sha256, encoding)
    except OSError as error:
        raise unreadable(name, error) from None
    raise _not_text(name, candidates, bad_line)


def unreadable(name: str, error: OSError) -> FileUnreadable:
    """The refusal of a file that the system does not let us read."""
    said = error.strerror or error
    return FileUnreadable(f"{name}: it can't be read: {said}.", f"{name}: no se puede leer: {said}.")


def empty(name: str) -> FileEmpty:
    """The refusal of a file in which nothing stands."""
    return FileEmpty(f"{name}: the file is empty.", f"{name}: el archivo está vacío.")


def _missing(folder: Path, name: str) -> FileMissing:
    if not folder.is_dir():
        return FileMissing(f"{folder}: there is no such folder.", f"{folder}: no existe esa carpeta.")
    there = ", ".join(sorted(p.name for p in folder.iterdir() if p.suffix.lower() == ".csv"))
    return FileMissing(
        f"{name}: the file is not in {folder}; CSV files there: {there or 'none'}.",
        f"{name}: el archivo no está en {folder}; archivos CSV ahí: {there or 'ninguno'}.",
    )


def _must_be_text(name: str, head: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise empty(name)
    for magic, what in _FORMATS:
        if head.startswith(magic):
            raise NotCsv(
                f"{name}: this is {what.en}, not CSV; save the sheet as CSV UTF-8.",
                f"{name}: es {what.es}, no CSV; guarde la hoja como CSV UTF-8.",
            )
    marked = any(head.startswith(mark) for mark, _ in _BOMS)
    if not marked and head.count(0) * 4 > len(head):
        raise WrongEncoding(
            f"{name}: this looks like UTF-16 without its mark; save it as CSV UTF-8 and import it again.",
            f"{name}: parece UTF-16 sin su marca; guárdelo como CSV UTF-8 e impórtelo de nuevo.",
        )


def _read_through(path: Path, encoding: str) -> tuple[int, str, int | None]:
    """Size, SHA-256 and the line of the first byte that is no text in this encoding, if any."""
    digest, decoder, size, lines = hashlib.sha256(), codecs.getincrementaldecoder(encoding)(), 0, 1
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            size += len(block)
            digest.update(block)
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return size, "", lines + error.object[: error.start].count(b"\n")
            lines += block.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return size, "", lines
    return size, digest.hexdigest(), None


def _not_text(name: str, tried: list[str], line: int | None) -> WrongEncoding:
    proposal = _SAVE_ANEW if "cp1252" in tried else _DECLARE_WINDOWS
    return WrongEncoding(
        f"{name}: line {line} holds bytes that are no text in {' nor in '.join(tried)}. {proposal.en}",
        f"{name}: la línea {line} tiene bytes que no son texto en {' ni en '.join(tried)}. {proposal.es}",
    )
