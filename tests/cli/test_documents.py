"""``seiton documents`` and ``seiton dossier`` as a person types them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
import typst

from cli.desk import now
from config.settings import settings
from crm.identity import enrol, keeper
from crm.model import Contract, Document, Opportunity, Person
from tests import builders
from tests.cli.conftest import Call, House
from tests.papers.signing import company, sat, signed
from tests.tasks.signing_table import CLIENT_RFC, configuration, unsigned


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a company that trusts the authority of the tests."""
    return configuration(tmp_path_factory.mktemp("trusting") / "empresa")


@pytest.fixture
def case(house: House, trusting: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case that lacks nothing but the signed contract."""
    monkeypatch.setenv("SEITON_CONFIG", str(trusting))
    settings.cache_clear()
    with house.write() as session:
        sale = builders.an_opportunity(session, "credit_authorised")
        unsigned(session, sale)
        sale.name = "=HYPERLINK(1)"
        return f"OPP-{sale.id}"


def drafted(call: Call, case: str) -> Path:
    return Path(call("documents", "draft", case, "contract", "--json").json["path"])


def signed_by_both(house: House, case: str, pdf: bytes) -> bytes:
    with house.read() as session:
        query = sa.select(Contract.rfc).where(Contract.opportunity_id == int(case.removeprefix("OPP-")))
        client = sat().issue("Ana Ruiz", f"{session.scalars(query).one()} / {CLIENT_RFC}")
    return signed(signed(pdf, client, box=None), company(), "Empresa", box=None)


def stage(house: House, case: str) -> str:
    with house.read() as session:
        return session.get_one(Opportunity, int(case.removeprefix("OPP-"))).stage


@pytest.mark.slow
def test_a_draft_that_comes_back_unsigned_is_refused_and_one_that_was_signed_moves_the_case(
    call: Call, house: House, case: str, tmp_path: Path
) -> None:
    path = drafted(call, case)
    refused = call("documents", "add", case, "contract", path)
    assert refused.code == 3
    assert "The paper is not signed" in refused.out
    assert stage(house, case) == "credit_authorised"

    paper = tmp_path / "signed.pdf"
    paper.write_bytes(signed_by_both(house, case, path.read_bytes()))
    taken = call("documents", "add", case, "contract", paper)
    assert taken.code == 0, taken.out + taken.err
    assert "signatures verified" in taken.out and "stands at Won" in taken.out
    listed = call("documents", "list", case).out
    assert "in force" in listed and "The paper is not signed" in listed

    verifies(call, case, tmp_path)
    a_row_written_by_hand_does_not_stand_up(call, house, case)


def a_row_written_by_hand_does_not_stand_up(call: Call, house: House, case: str) -> None:
    """Somebody who may write into the database says that our own unsigned draft was proved."""
    number = int(case.removeprefix("OPP-"))
    with house.write() as session:
        draft = session.scalars(
            sa.select(Document).where(Document.opportunity_id == number, Document.stored_as.is_not(None))
        ).first()
        assert draft is not None
        session.add(Document(
            kind="contract", opportunity_id=number, state="proved", draft_id=draft.id, sha256=draft.sha256,
            inspected_at=builders.NOW, created_at=builders.NOW,
        ))  # fmt: skip
    checked = call("documents", "check", case)
    assert checked.code == 1
    assert "The paper is not signed" in checked.out
    with house.read() as session:
        states = session.scalars(sa.select(Document.state).where(Document.opportunity_id == number)).all()
    assert len(call("documents", "check", case, "--json").json) == states.count("attested") + 1


def verifies(call: Call, case: str, tmp_path: Path) -> None:
    """The dossier of a case with a proved contract."""
    first = call("dossier", case, "--to", tmp_path / "a", "--json").json
    again = call("dossier", case, "--to", tmp_path / "b", "--json").json
    assert first["fingerprint"] == again["fingerprint"]
    folder = Path(first["path"])
    held = run(folder, first["fingerprint"])
    assert (held.returncode, held.stdout.splitlines()[-1]) == (0, "Intact / Íntegro"), held.stdout + held.stderr
    assert run(folder, "0" * 64).returncode == 1
    assert "'=HYPERLINK" in (folder / "records" / "opportunity.csv").read_text(encoding="utf-8-sig")
    assert any("proved" in path.name for path in (folder / "papers").iterdir())

    paper = next(path for path in (folder / "papers").iterdir() if "proved" in path.name)
    altered = bytearray(paper.read_bytes())
    altered[len(altered) // 2] ^= 1
    paper.write_bytes(altered)
    (folder / "records" / "history.csv").unlink()
    (folder / "papers" / "more.pdf").write_bytes(b"%PDF-")
    said = run(folder).stdout
    assert f"altered / alterado: papers/{paper.name}" in said
    assert "missing / falta: records/history.csv" in said
    assert "added / agregado: papers/more.pdf" in said
    assert "NOT INTACT" in said

    zipped = [Path(call("dossier", case, "--to", tmp_path / n, "--zip", "--json").json["path"]) for n in "cd"]
    assert zipped[0].read_bytes() == zipped[1].read_bytes()
    zipfile.ZipFile(zipped[0]).extractall(tmp_path / "out")
    assert run(tmp_path / "out" / case).returncode == 0
    shutil.rmtree(tmp_path / "b")
    (tmp_path / "b" / case).mkdir(parents=True)
    assert call("dossier", case, "--to", tmp_path / "b").code == 4


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The script of the dossier, as a third party runs it: no package of ours, no environment."""
    return subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), *words],
        capture_output=True, text=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


@pytest.mark.slow
def test_an_attested_scan_counts_and_every_place_says_that_it_was_not_verified(
    call: Call, house: House, case: str, tmp_path: Path
) -> None:
    drafted(call, case)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(typst.compile(b"Firmado a mano", format="pdf"))
    name = house.name_of("legal")
    words = ("documents", "add", case, "contract", scan, "--attest", name)
    assert call(*words).code == 2  # nothing is stated
    assert call(*words, "--statement", "I saw both sign").code == 3  # no code, and nobody at the terminal
    with house.write() as session:
        person = session.get_one(Person, builders.who(session, "legal"))
        secret = enrol(session, keeper(create=True), person, "Seiton", now()).secret
    taken = call(*words, "--statement", "I saw both sign", "--code", pyotp.TOTP(secret).at(now()))
    assert taken.code == 0, taken.out + taken.err
    assert "attested, not verified" in taken.out
    for words in (("documents", "list", case), ("held", case)):
        said = call(*words).out
        assert "not verified" in said and name in said and "I saw both sign" in said


def test_what_can_not_be_drafted_or_found_is_said_in_a_sentence(call: Call, house: House, case: str) -> None:
    assert "known: proposal, contract" in call("documents", "draft", case, "invoice").err
    assert call("documents", "draft", case, "acceptance").code == 3
    assert call("documents", "list", "OPP-999999").code == 2


def test_a_file_of_the_vault_that_somebody_altered_is_told(call: Call, house: House, case: str) -> None:
    path = drafted(call, case)
    path.write_bytes(path.read_bytes() + b" ")
    assert "ALTERED" in call("documents", "list", case).out
