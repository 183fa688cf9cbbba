"""What can go wrong with an import as a whole.

::

    ImportProblem                   nothing more was imported; the message says what to do
    ├── FileProblem                 a file of the export can't be used
    │   ├── FileMissing             it is not in the folder
    │   ├── FileUnreadable          the system does not let us read it, or it changed while we read
    │   ├── FileEmpty               it holds no header
    │   ├── NotCsv                  it is a workbook, a picture, anything but text
    │   ├── NotXes                  it should be an event log in XES, and is not, or holds what is not safe to read
    │   ├── WrongEncoding           it is text, but not in the encoding we were told
    │   └── WrongHeader             a column that the mapping names is not there, or is there twice
    ├── RejectsUnwritable           the rejects can't be kept, so nothing may be rejected
    ├── DatabaseRefused             the database failed; the table at work was rolled back
    └── RowsUnaccounted             rows read and rows accounted for differ; the table was rolled back

A bad row is no exception but a reject: a value with file, line, column and reason. ``BadCell`` carries it from
the cell to the row and never leaves this package.
"""

from __future__ import annotations

from config.words import Text, Told


class ImportProblem(Told):
    """The import stopped. Tables finished before stay imported; of the table at work nothing is left."""


class FileProblem(ImportProblem):
    """A file of the export can't be used."""


class FileMissing(FileProblem):
    """The mapping names a file that is not in the folder."""


class FileUnreadable(FileProblem):
    """The file is there and can't be read."""


class FileEmpty(FileProblem):
    """The file has no header line."""


class NotCsv(FileProblem):
    """The file is no text at all."""


class NotXes(FileProblem):
    """The file is no event log in XES that can be read safely."""


class WrongEncoding(FileProblem):
    """The file's bytes are no text in UTF-8, nor in the encoding that the mapping declares."""


class WrongHeader(FileProblem):
    """The header lacks a column that the mapping names, or has it twice."""


class RejectsUnwritable(ImportProblem):
    """The folder for rejected rows can't be written."""


class DatabaseRefused(ImportProblem):
    """The database failed for a reason that is not about one row."""


class RowsUnaccounted(ImportProblem):
    """The fates of the rows don't add up to the rows of the file."""


class BadCell(Told):
    """A value can't be what its column declares, in words for the person who mends the file."""

    def __init__(self, en: str | Text, es: str | None = None, *, value: str = "", column: str = "") -> None:
        super().__init__(en, es)
        self.value = value
        self.column = column


def too_long(length: int, room: int) -> Text:
    """What is said of a text that the CRM has no room for; it is never cut."""
    return Text(
        en=f"it has {length} characters where {room} fit",
        es=f"tiene {length} caracteres donde caben {room}",
    )
