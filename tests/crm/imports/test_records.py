"""Reading a CSV file: what is a row, what is not, and that none is lost."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.problems import FileEmpty, FileMissing, FileProblem, NotCsv, WrongEncoding
from crm.imports.records import MAX_CHARACTERS, CsvRows, Row, Unreadable
from crm.imports.source import inspect


def read(content: bytes, folder: Path, declared: str = "utf-8", delimiter: str = ",") -> list[Row | Unreadable]:
    (folder / "f.csv").write_bytes(content)
    with CsvRows(inspect(folder, "f.csv", declared), delimiter) as rows:
        return list(rows)


def cells(content: bytes, folder: Path, declared: str = "utf-8", delimiter: str = ",") -> list[list[str]]:
    return [row.cells for row in read(content, folder, declared, delimiter) if isinstance(row, Row)]


def broken(content: bytes, folder: Path) -> list[tuple[int, str]]:
    return [(row.line, row.reason.en) for row in read(content, folder) if isinstance(row, Unreadable)]


def test_a_row_may_span_lines_inside_quotes(tmp_path: Path) -> None:
    assert cells(b'a,b\n1,"two\nlines, ""quoted"""\n3,4\n', tmp_path) == [
        ["1", 'two\nlines, "quoted"'],
        ["3", "4"],
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_any_line_ending_ends_a_row(end: bytes, tmp_path: Path) -> None:
    assert cells(end.join((b"a,b", b"1,2", b"", b"3,4")), tmp_path) == [["1", "2"], ["3", "4"]]


def test_cells_may_be_separated_by_semicolons_where_declared(tmp_path: Path) -> None:
    assert cells(b"a;b\n1,5;2\n", tmp_path, delimiter=";") == [["1,5", "2"]]


def test_a_row_cut_short_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    assert broken(b"a,b\n1\n3,4\n", tmp_path)[0][1].startswith("it has 1 cells where the header has 2")
    assert cells(b"a,b\n1\n3,4\n", tmp_path) == [["3", "4"]]


def test_a_quote_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    content = b'a,b\n1,"open\n3,4\n5,6\n'
    assert broken(content, tmp_path) == [(2, "a quote is opened and never closed")]
    assert cells(content, tmp_path) == [["3", "4"], ["5", "6"]]


def test_a_quote_closed_by_a_later_row_costs_its_own_row_only(tmp_path: Path) -> None:
    content = b'a,b\n1,"open\n3,4\n5,"six"\n'
    assert [line for line, _ in broken(content, tmp_path)] == [2]
    assert cells(content, tmp_path) == [["3", "4"], ["5", "six"]]


def test_a_quote_inside_a_word_is_a_quote(tmp_path: Path) -> None:
    assert cells(b'a,b\n1,5" pipe\n', tmp_path) == [["1", '5" pipe']]


def test_a_nul_byte_costs_its_own_row_only(tmp_path: Path) -> None:
    content = b"a,b\n1,x\0y\n3,4\n"
    assert broken(content, tmp_path) == [(2, "the line holds a NUL byte")]
    assert cells(content, tmp_path) == [["3", "4"]]


def test_a_line_too_long_to_read_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    content = b"a,b\n1," + b"x" * (3 * MAX_CHARACTERS) + b"\n3,4\n"
    assert broken(content, tmp_path) == [(2, "the line is longer than 1,048,576 characters")]
    assert cells(content, tmp_path) == [["3", "4"]]


@pytest.mark.slow
def test_a_line_of_300_megabytes_does_not_fill_the_memory(tmp_path: Path) -> None:
    with (tmp_path / "f.csv").open("wb") as file:
        file.write(b"a,b\n1,")
        for _ in range(300):
            file.write(b"x" * 1_000_000)
        file.write(b"\n3,4\n")
    tracemalloc.start()
    with CsvRows(inspect(tmp_path, "f.csv", "utf-8"), ",") as rows:
        found = list(rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.line for row in found] == [2, 3]
    assert peak < 20_000_000


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(FileEmpty, match=r"f\.csv: the file is empty"):
        read(content, tmp_path)


def test_a_file_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n")
    with pytest.raises(FileMissing, match=r"f\.csv.*CSV files there: other\.csv"):
        inspect(tmp_path, "f.csv", "utf-8")


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"%PDF-1.7", b"\x1f\x8b\x08"])
def test_a_workbook_is_not_taken_for_text(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotCsv, match="save the sheet as CSV"):
        read(content, tmp_path)


def test_text_in_windows_encoding_is_refused_with_the_line_and_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(WrongEncoding, match=r'line 3 holds bytes.*encoding = "cp1252"'):
        read("a,b\n1,2\n3,señal\n".encode("cp1252"), tmp_path)


def test_text_in_windows_encoding_is_read_where_it_is_declared(tmp_path: Path) -> None:
    assert cells("a,b\n3,señal\n".encode("cp1252"), tmp_path, declared="cp1252") == [["3", "señal"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str, tmp_path: Path) -> None:
    assert cells("a,b\n3,señal\n".encode(encoding), tmp_path) == [["3", "señal"]]


def test_utf_16_without_its_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongEncoding, match="looks like UTF-16"):
        read("a,b\n1,2\n".encode("utf-16-le"), tmp_path)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8).map(str.strip)


@given(st.lists(st.tuples(CELL, CELL), max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *rows])
    found = cells(text.getvalue().encode(), tmp_path_factory.mktemp("csv"))
    assert found == [list(row) for row in rows]


@given(st.lists(st.sampled_from(['"', ",", "\n", "\r", "x", "\0", "é", '""']), max_size=40).map("".join))
def test_no_word_of_any_text_is_lost(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        found = read(("a,b\n" + text).encode(), tmp_path_factory.mktemp("csv"))
    except FileProblem:
        return
    came_out = "".join("".join(row.cells) if isinstance(row, Row) else row.text for row in found)
    assert [came_out.count(letter) for letter in "xé"] == [text.count(letter) for letter in "xé"]
