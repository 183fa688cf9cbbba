"""What unfolds to something enormous is refused in a sentence, leaves nothing behind, and the next paper is taken."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pytest

from crm.model import Document
from papers import Inspector
from papers.inspection import LONGEST_WORD
from tasks.inbox import Outcome
from tests.papers import bombs
from tests.tasks.signing_table import Table, a_table
from tests.tasks.test_inbox import empty, names
from tests.worlds import World

PAGE, BRANCH = b"<</Type/Page>>", b"<</Kids[]>>"
BOMBS = {
    "contract-1.pdf": (bombs.a_stream_in_a_stream, "unfolds to more than we read"),
    "contract-2.pdf": (bombs.a_table_of_places, "unfolds to more than we read"),
    "contract-3.pdf": (lambda: bombs.a_tree(1_000, PAGE), "more than 40 pages"),
    "contract-4.pdf": (lambda: bombs.a_tree(1_000, BRANCH), "more than 40 pages"),
    "contract-5.pdf": (lambda: bombs.a_field_called(b"x" * 500_000), "drawn outside the place for signatures"),
    "contract-6.pdf": (bombs.a_zip_of_zips, "not a PDF"),
}


@pytest.fixture
def table(world: World, tmp_path: Path, settings_of_papers: Path, inspector: Inspector) -> Table:
    found = a_table(world, tmp_path, settings_of_papers, inspector)
    rules = found.office.rules
    narrow = rules.model_copy(
        update={"limits": rules.limits.model_copy(update={"memory_mb": 128, "pages": 40})}
    )
    return replace(found, office=replace(found.office, rules=narrow))


@pytest.mark.slow
def test_bombs_in_the_inbox_are_refused_and_the_paper_behind_them_moves_its_case(
    table: Table, tmp_path: Path
) -> None:
    case = table.a_sale()
    draft = table.draft(case)
    good = table.sign(draft, case)
    folder = tmp_path / "inbox" / f"OPP-{case}"
    folder.mkdir(parents=True)
    for name, (make, _) in BOMBS.items():
        (folder / name).write_bytes(make())
    (folder / "contract-good.pdf").write_bytes(good)
    named = (folder / "contract-5.pdf").read_bytes()  # it can be read, so what it is remains to be seen
    began = time.monotonic()
    *refused, last = empty(table, folder)
    assert time.monotonic() - began < table.office.rules.limits.seconds
    assert (last.name, last.state) == ("contract-good.pdf", "proved")
    assert table.stage(case) == "won"
    assert [one.name for one in refused] == list(BOMBS)
    for one in refused:
        assert one.state == "refused" and BOMBS[one.name][1] in said(one)
    assert max(len(why.en) + len(why.es) for one in refused for why in one.reasons) < 4 * LONGEST_WORD
    assert kept(tmp_path / "documents") == {hashlib.sha256(data).hexdigest() for data in (draft, good, named)}
    assert names(folder) == ["done/contract-good.pdf", *(f"refused/{name}" for name in BOMBS)]
    with table.world.read() as session:
        rows = session.query(Document).filter(Document.file_name.in_(list(BOMBS))).all()
        assert max(len(str(row.reasons)) for row in rows) < 20 * LONGEST_WORD
        assert [row.file_name for row in rows if row.stored_as] == ["contract-5.pdf"]


def said(one: Outcome) -> str:
    return "; ".join(why.en for why in one.reasons)


def kept(vault: Path) -> set[str]:
    """Everything in the vault, by the hash in its name; what is half written has none."""
    return {path.stem for path in vault.rglob("*") if path.is_file()}
