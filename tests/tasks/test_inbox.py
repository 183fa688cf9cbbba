"""The watched folder: what a stranger drops there is filed once, refused by name, and reaches nothing outside."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.model import Document
from papers import Inspector
from tasks.inbox import SETTLES, WHY, Outcome, case_named, empty_inbox, kind_named
from tests.builders import NOW
from tests.tasks.signing_table import Table, a_table
from tests.worlds import World


@pytest.fixture
def table(world: World, tmp_path: Path, settings_of_papers: Path, inspector: Inspector) -> Table:
    return a_table(world, tmp_path, settings_of_papers, inspector)


@pytest.fixture
def case(table: Table) -> int:
    number = table.a_sale()
    table.draft(number)
    return number


@pytest.fixture
def folder(case: int, tmp_path: Path) -> Path:
    """The folder of the case."""
    path = tmp_path / "inbox" / f"OPP-{case}"
    path.mkdir(parents=True)
    return path


def empty(table: Table, folder: Path) -> list[Outcome]:
    return list(empty_inbox(table.office, folder.parent, partial(case_named, table.world.engine), NOW))


def rows(table: Table, case: int) -> list[tuple[str, str | None]]:
    """(state, name) of what came in."""
    with table.world.read() as session:
        query = sa.select(Document.state, Document.file_name).where(
            Document.opportunity_id == case, Document.inspected_at.is_not(None)
        )
        return [(state, name) for state, name in session.execute(query.order_by(Document.id))]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_what_was_signed_is_proved_and_what_was_not_is_refused_and_both_are_put_aside(
    table: Table, case: int, folder: Path
) -> None:
    pdf = table.draft(case)
    (folder / "contract-a.pdf").write_bytes(pdf)
    (folder / "contract-b.pdf").write_bytes(table.sign(pdf, case))
    told = empty(table, folder)
    assert [(one.name, one.state) for one in told] == [
        ("contract-a.pdf", "refused"),
        ("contract-b.pdf", "proved"),
    ]
    assert "The paper is not signed" in [reason.en for reason in told[0].reasons]
    assert names(folder) == ["done/contract-b.pdf", "refused/contract-a.pdf"]
    assert empty(table, folder) == []
    assert table.stage(case) == "won"


@pytest.mark.slow
def test_whoever_is_killed_half_way_loses_nothing_and_files_nothing_twice(
    table: Table, case: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "contract.pdf").write_bytes(table.sign(table.draft(case), case))
    (folder / "contract-2.pdf").write_bytes(b"")
    for name, place in (("register", "tasks.filing"), ("_put_aside", "tasks.inbox")):
        with monkeypatch.context() as killed:

            def die(*_: object, **__: object) -> None:
                raise KeyboardInterrupt

            killed.setattr(f"{place}.{name}", die)
            with pytest.raises(KeyboardInterrupt):
                empty(table, folder)
        assert (folder / "contract.pdf").exists()
    empty(table, folder)
    assert sorted(rows(table, case), key=str) == [("proved", "contract.pdf"), ("refused", "contract-2.pdf")]
    assert names(folder) == ["done/contract.pdf", "refused/contract-2.pdf"]


def _a_link(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def _a_pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def _nothing(path: Path, outside: Path) -> None:
    path.write_bytes(b"")


def _huge(path: Path, outside: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)


@pytest.mark.parametrize(
    ("make", "why"),
    [(_a_link, "not_a_file"), (_a_pipe, "not_a_file"), (_nothing, "empty"), (_huge, "too_large")],
)
def test_what_is_no_file_to_be_read_is_refused_by_name(
    table: Table, case: int, folder: Path, tmp_path: Path, make: object, why: str
) -> None:
    outside = tmp_path / "secret.pdf"
    outside.write_bytes(b"%PDF-1.7 secret")
    make(folder / "contract.pdf", outside)  # type: ignore[operator]
    (told,) = empty(table, folder)
    assert (told.state, told.reasons[0].en) == ("refused", WHY[why].en.format(size_mb=20))
    assert rows(table, case) == [("refused", "contract.pdf")]
    assert outside.read_bytes() == b"%PDF-1.7 secret"
    assert os.path.lexists(folder / "refused" / "contract.pdf")


@pytest.mark.parametrize(
    "name", [b"invoice.pdf", b"contract.exe", b"contracts.pdf", b"contract\n.pdf", b"contract\xff.pdf", b"=contract.pdf",
             "contract\u202efdp.pdf".encode(), b"contract" + b"x" * 200 + b".pdf", b"annex_ab.pdf"],
)  # fmt: skip
def test_a_name_that_says_no_kind_of_paper_is_refused(
    table: Table, case: int, folder: Path, name: bytes
) -> None:
    with open(os.fsencode(folder) + b"/" + name, "wb") as file:  # noqa: PTH123  (a name that is no text)
        file.write(b"%PDF-")
    (told,) = empty(table, folder)
    assert (told.state, list(told.reasons)) == ("refused", [WHY["name"]])
    assert told.name.isprintable()
    assert [state for state, _ in rows(table, case)] == ["refused"]
    assert empty(table, folder) == []


def test_names_begin_with_the_longest_kind(table: Table) -> None:
    kinds = table.office.kinds
    assert kind_named("Contract (firmado).PDF", kinds) == "contract"
    assert kind_named("annex_a-2.pdf", kinds) == "annex_a"
    assert kind_named("credit_application.pdf", kinds) == "credit_application"


def test_folders_of_no_case_and_links_to_folders_stay_as_they_are(
    table: Table, folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "contract.pdf").write_bytes(b"%PDF-")
    (folder.parent / "OPP-999999").mkdir()
    (folder.parent / "OPP-1").symlink_to(elsewhere)
    (folder.parent / "contract.pdf").write_bytes(b"%PDF-")
    assert {(one.folder, one.reasons[0]) for one in empty(table, folder)} == {
        ("OPP-999999", WHY["no_case"]), ("OPP-1", WHY["no_folder"]), ("contract.pdf", WHY["no_folder"]),
    }  # fmt: skip
    assert names(elsewhere) == ["contract.pdf"]


def test_nothing_is_moved_out_through_a_link(table: Table, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "refused").symlink_to(elsewhere)
    (folder / "contract.pdf").write_bytes(b"PK")
    (told,) = empty(table, folder)
    assert WHY["not_put_aside"] in told.reasons
    assert names(elsewhere) == []


def test_a_file_of_the_same_name_takes_no_place_of_another(table: Table, folder: Path) -> None:
    for text in (b"PK 1", b"PK 2"):
        (folder / "contract.pdf").write_bytes(text)
        empty(table, folder)
    assert names(folder) == ["refused/2-contract.pdf", "refused/contract.pdf"]


def test_a_file_that_is_still_coming_in_is_left_alone(table: Table, folder: Path) -> None:
    path = folder / "contract.pdf"
    path.write_bytes(b"%PD")
    moment = NOW.timestamp() - SETTLES.total_seconds() / 2
    os.utime(path, (moment, moment))
    assert empty(table, folder) == []
    os.utime(path, (moment - 60, moment - 60))
    assert len(empty(table, folder)) == 1
