"""The 69-B list: an edition is read whole or not at all; what can't be read is named; nothing else changes (000/A21)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crm.imports import ImportProblem
from crm.imports.tax_list import NotTheList
from crm.model import Account, TaxList, TaxListEntry, Touched
from crm.tax_list import Replaced, clients_listed, current, replace_list
from tests.builders import NOW, TODAY, an_account
from tests.worlds import World

HEADER = "No,RFC,Nombre del Contribuyente,Situación del contribuyente,Oficio,Publicación página SAT presuntos,Publicación página SAT definitivos"
TITLES = "Información actualizada al 30 de septiembre de 2026,,\nListado completo de contribuyentes (Artículo 69-B),,\n"
FIRST = (
    '1,EFO010203AB1,"FACTURERA, S.A. DE C.V.",Definitivo,500-05,01/06/2018,05/11/2018',
    "2,ÑAN010203AB2,NÚMEROS SC,Presunto,500-06,01/07/2018,",
    "3,PEGJ800101AB3,PEDRO GÓMEZ,Desvirtuado,500-07,01/08/2018,",
    "4,SEN010203AB4,SENTENCIADA SA,Sentencia Favorable,500-08,01/09/2018,",
)
DAY = dt.date(2026, 9, 30)


@pytest.fixture
def crm(world: World) -> World:
    """A CRM into which no list was read."""
    with world.write() as session:
        session.execute(sa.delete(TaxListEntry))
    return world


def a_file(
    folder: Path, *rows: str, titles: str = TITLES, header: str = HEADER, encoding: str = "cp1252"
) -> Path:
    """A file as the SAT publishes it."""
    path = folder / "listado.csv"
    path.write_bytes((titles + "\r\n".join((header, *rows)) + "\r\n").encode(encoding))
    return path


def update(crm: World, path: Path, listed_on: dt.date | None = None) -> Replaced:
    with crm.write() as session:
        return replace_list(session, path, listed_on, TODAY, NOW)


def entries(crm: World) -> dict[str, Any]:
    with crm.read() as session:
        return {
            row.rfc: row.situation
            for row in session.scalars(sa.select(TaxListEntry).order_by(TaxListEntry.rfc))
        }


def test_a_file_as_the_sat_publishes_it_is_read(crm: World, tmp_path: Path) -> None:
    done = update(crm, a_file(tmp_path, *FIRST))
    assert (done.listed_on, done.rows, done.added, done.unreadable) == (DAY, 4, 4, ())
    assert entries(crm) == {
        "EFO010203AB1": "definitive", "PEGJ800101AB3": "disproved", "SEN010203AB4": "ruled_for", "ÑAN010203AB2": "presumed",
    }  # fmt: skip
    with crm.read() as session:
        entry = session.get_one(TaxListEntry, "EFO010203AB1")
        assert (entry.name, entry.published_on) == ("FACTURERA, S.A. DE C.V.", dt.date(2018, 11, 5))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator_gives_the_same_list(
    crm: World, tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = [row.replace(",", separator) for row in FIRST[1:]]
    path = a_file(tmp_path, *rows, titles="", header=HEADER.replace(",", separator), encoding=encoding)
    assert update(crm, path, DAY).added == 3
    assert "ÑAN010203AB2" in entries(crm)


def test_the_same_file_twice_changes_nothing(crm: World, tmp_path: Path) -> None:
    path = a_file(tmp_path, *FIRST)
    update(crm, path)
    with crm.write() as session:
        session.execute(sa.delete(Touched))
    again = update(crm, path)
    assert again.same and (again.added, again.changed, again.removed) == (0, 0, 0)
    with crm.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TaxList)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Touched)) == 0


def test_a_newer_edition_adds_changes_and_removes(crm: World, tmp_path: Path) -> None:
    update(crm, a_file(tmp_path, *FIRST))
    newer = (
        FIRST[0],
        FIRST[1].replace("Presunto", "Definitivo"),
        FIRST[3],
        "5,NUE010203AB5,NUEVA SA,Presunto,500,01/01/2026,",
    )
    done = update(crm, a_file(tmp_path, *newer), TODAY)
    assert (done.added, done.changed, done.removed) == (1, 1, 1)
    assert entries(crm)["ÑAN010203AB2"] == "definitive" and "PEGJ800101AB3" not in entries(crm)
    with crm.read() as session:
        edition = current(session)
        assert edition is not None and edition.listed_on == TODAY


def test_of_a_taxpayer_named_twice_the_severer_situation_counts(crm: World, tmp_path: Path) -> None:
    rows = [
        FIRST[0].replace("Definitivo", word) for word in ("Sentencia Favorable", "Definitivo", "Desvirtuado")
    ]
    assert update(crm, a_file(tmp_path, *rows)).taxpayers == 1
    assert entries(crm) == {"EFO010203AB1": "definitive"}


def test_a_row_that_can_not_be_read_is_named_and_the_others_count(crm: World, tmp_path: Path) -> None:
    many = [f"{n},EFO0102{n:02}AB1,FACTURERA,Definitivo,5,01/06/2018," for n in range(10, 29) for _ in range(3)]
    bad = ("90,XXXXXXXXXXXX,SUSPENDIDA,Presunto,5,01/06/2018,", "91,EFO010203AB1,OTRA,En estudio,5,01/06/2018,")
    done = update(crm, a_file(tmp_path, *many, *bad, ",,,"))
    assert [(row.line, row.value, row.reason.en) for row in done.unreadable] == [
        (len(many) + 4, "XXXXXXXXXXXX", "this is no RFC"),
        (len(many) + 5, "EFO010203AB1: En estudio", "unknown situation"),
    ]
    assert len(entries(crm)) == 19


REFUSED = {
    "a CSV of something else": lambda folder: a_file(folder, "a,b", titles="", header="name,price"),
    "a list without a row": lambda folder: a_file(folder),
    "rows that are nothing": lambda folder: a_file(folder, *FIRST[:2], "3,?,?,?", "4,?,?,?"),
    "an edition of no day": lambda folder: a_file(folder, *FIRST, titles=""),
    "an older edition": lambda folder: a_file(folder, *FIRST, titles="Información actualizada al 2 de mayo de 2026,\n"),
    "an edition of tomorrow": lambda folder: a_file(folder, *FIRST, titles="Información actualizada al 21 de noviembre de 2026,\n"),
    "a file cut short": lambda folder: a_file(folder, *FIRST[:3]),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_nothing_is_replaced_by(crm: World, tmp_path: Path, what: str) -> None:
    update(crm, a_file(tmp_path, *FIRST))
    before = entries(crm)
    with pytest.raises(NotTheList) as refusal:
        update(crm, REFUSED[what](tmp_path))
    assert refusal.value.to("es") != refusal.value.to("en")
    assert entries(crm) == before


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 \x00\x01", b"PK\x03\x04rest"])
def test_what_is_no_text_is_refused(crm: World, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "listado.csv"
    path.write_bytes(content)
    with pytest.raises(ImportProblem):
        update(crm, path)


def test_our_clients_on_the_list_are_told_and_judged_again(crm: World, tmp_path: Path) -> None:
    with crm.write() as session:
        account = an_account(session, rfc="EFO010203AB1")
        other = an_account(session, rfc="SEN010203AB4")
        numbers = (account.id, other.id)
        session.execute(sa.delete(Touched))
    update(crm, a_file(tmp_path, *FIRST))
    with crm.read() as session:
        assert [(one.account_id, one.situation) for one in clients_listed(session)] == [
            (numbers[0], "definitive"), (numbers[1], "ruled_for"),
        ]  # fmt: skip
        touched = set(session.scalars(sa.select(Touched.record_id).where(Touched.record == "account")))
        assert touched == set(numbers)
        assert session.get_one(Account, numbers[0]).rfc == "EFO010203AB1"
