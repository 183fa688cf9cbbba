"""What the page about papers says is what there is."""

from __future__ import annotations

import re

from papers.reasons import SENTENCES
from tests.house.conftest import ROOT
from tests.papers.samples import ALL, COMPANY, a_draft
from tests.papers.signing import signed_by_both

EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)
PAGE = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")


def test_every_reason_is_on_the_page_and_no_other() -> None:
    rows = re.findall(r"^\| (?:the|a|an) \w+ \| (.*) \|$", PAGE, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(SENTENCES)


def test_the_example_runs_and_trusts_nobody_until_roots_are_there() -> None:
    (example,) = EXAMPLE.findall(PAGE)
    names = {"facts": ALL["contract"], "company": COMPANY, "data": signed_by_both(a_draft().pdf)}
    exec(example, names)
    assert not names["proof"].holds  # type: ignore[union-attr]
    assert {reason.code for reason in names["proof"].reasons} >= {"no_roots"}  # type: ignore[union-attr]
