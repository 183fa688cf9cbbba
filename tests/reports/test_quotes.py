"""What came of computing stored quotes again, as people read it."""

from __future__ import annotations

import pytest

from crm.requoting import Difference, Recheck
from reports.quotes import recheck_markdown
from reports.texts import Texts


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("the same to the cent: 1,200; that differ: 1.", "without their figures 3", "Computed again", "monthly billing")),
        ("es", ("igual al centavo: 1,200; que difieren: 1.", "sin sus cifras 3", "Recalculada", "facturación mensual")),
    ],
)  # fmt: skip
def test_each_difference_is_shown_with_both_values_and_escaped(language: str, words: tuple[str, ...]) -> None:
    odd = Difference("OPP-7", 2, "monthly_mxn", "1.00 | <b>", "2.00")
    page = recheck_markdown(Texts(language), Recheck(1_200, 1, [odd], 5, 3))
    assert [word for word in (*words, r"OPP\-7 v2", r"2\.00", r"1\.00 \| \<b\>") if word not in page] == []


def test_where_nothing_differs_there_is_no_table() -> None:
    assert "|" not in recheck_markdown(Texts("en"), Recheck(same=4))
