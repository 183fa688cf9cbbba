"""What managers may write into ``papers.toml``, and how a mistake is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from config.company import ConfigError
from config.papers import load_papers
from papers.facts import Party
from tests.house.conftest import ROOT

HERE = Path(__file__).parent
GOOD = (HERE / "papers.toml").read_text(encoding="utf-8")


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in GOOD
    (folder / "papers.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_file_that_is_shipped_is_read_and_names_a_company_that_can_sign() -> None:
    papers = load_papers(ROOT / "config")
    assert Party.model_validate(papers.company.model_dump()).rfc == papers.company.rfc
    assert papers.trust.roots == ROOT / "config" / "roots"


def test_what_is_not_said_is_strict() -> None:
    papers = load_papers(HERE)
    assert papers.tolerances.money_mxn == Decimal(0) and not papers.tolerances.ignore_case
    assert {(kind.attestation, kind.as_drafted) for kind in papers.kinds.values()} == {(False, True)}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("size_mb = 20\n", "", r"papers\.toml: limits\.size_mb: Field required"),
        ("[trust]", "[trust]\nanchors = 1", r"trust\.anchors: unknown word; known here: roots, signatures_in"),
        ("accent", "colour = 1\naccent", r"colour: unknown word; known here: page, accent, company"),
        (
            "proposal = {}",
            "proposal = {}\nmemo = {}",
            r"kinds\.memo\.\[key\]: Input should be 'proposal', 'contract'",
        ),
        (
            "proposal = {}",
            "proposal = { wet = true }",
            r"kinds\.proposal\.wet: unknown word; known here: attestation",
        ),
        ("proposal = {}\n", "", r"missing in \[kinds\]: proposal"),
        ('"letter"', '"legal"', r"page: Input should be 'letter' or 'a4' \(given: 'legal'\)"),
        (
            "[kinds]",
            "[tolerances]\nmoney_mxn = -1\n[kinds]",
            r"tolerances\.money_mxn: .* greater than or equal to 0",
        ),
        ('roots = "roots"', 'roots = "papers.toml"', r"trust\.roots: .*papers\.toml is not a folder"),
        ('roots = "roots"', f'roots = "{"x" * 300}"', r"trust\.roots: it can't be the name of a folder"),
        (
            "[kinds]",
            '[trust.certificates.abc]\nrfc = "X"\n[kinds]',
            r"trust\.certificates\.abc.*String should match",
        ),
    ],
)
def test_a_mistake_is_told_with_file_key_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load_papers(written(tmp_path, old, new))


def test_a_folder_without_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"papers\.toml: there is no such file"):
        load_papers(tmp_path)
