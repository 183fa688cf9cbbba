"""How well a sale is prepared, as people read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm.prepared import Prepared
from policy.buying_centre import Coverage, Gap, Member, PlanLine
from reports.preparation import (
    grid_sheet,
    lacks_sheet,
    lines_sheet,
    matrix_sheet,
    preparation_markdown,
    summary,
)
from reports.texts import Texts
from tests.company.facts import the_company

COMPANY = the_company()
ENGLISH, SPANISH = Texts("en"), Texts("es")
ANA = Member(1, "Ana", "board", "decider", "neutral", signs_orders=True)
EVA = Member(2, None, "other", None, None, peers=("Luis", "Sol"))
ROW = dict.fromkeys(COMPANY.negotiation.column) | {"block": "Price <b>", "minutes": 20}
FOUND = Prepared(
    depth="usual", lacks={"analysis": ("way_in", "interests"), "control": ("agreements",)}, grid=(ROW,), members=(ANA, EVA),
    priorities={1: 1}, coverage=Coverage(60, (Gap(sought="champion"), Gap(member=ANA))), needs=75,
    lines=(PlanLine(Gap(sought="champion"), "sales", EVA), PlanLine(Gap(member=ANA), "direction")), meetings=1,
    position=None, next_rung="potential",
)  # fmt: skip


def test_the_summary_says_depth_coverage_position_and_meetings() -> None:
    assert summary(COMPANY, ENGLISH, FOUND) == [
        "Preparation: usual",
        "60 % of the buying centre is known · 75 % is needed",
        "Position as a supplier: unknown · next rung: potential",
        "1 meeting held",
    ]
    top = replace(FOUND, position="partner", next_rung=None, needs=None)
    assert summary(COMPANY, SPANISH, top)[1:3] == [
        "se conoce 60 % del centro de compra",
        "Posición como proveedor: socio",
    ]


def test_b21_what_is_lacking_stands_by_phase_with_the_stage_that_waits() -> None:
    assert lacks_sheet(COMPANY, SPANISH, FOUND).rows == [
        ["estudio", "Propuesta entregada", "entrada; intereses"],
        ["seguimiento", "Ganada", "acuerdos con fecha"],
    ]


def test_c16_the_matrix_shows_who_speaks_with_whom_and_who_with_nobody() -> None:
    assert matrix_sheet(COMPANY, ENGLISH, FOUND).rows == [
        ["Ana", "board", "decides", "neutral", "yes", "1", "(nobody)"],
        ["(no name)", "other", "", "", "", "", "Luis, Sol"],
    ]


def test_c17_each_gap_has_who_goes_and_through_whom() -> None:
    assert lines_sheet(COMPANY, ENGLISH, FOUND).rows == [
        ["Not known: the champion", "seller", ""],
        ["Nobody of ours speaks with Ana", "direction", ""],
    ]


def test_b30_the_grid_has_nine_columns_and_blanks_where_nothing_is_written() -> None:
    sheet = grid_sheet(COMPANY, ENGLISH, FOUND)
    assert len(sheet.head) == 9
    assert sheet.rows == [["Price <b>", "", "20", "", "", "", "", "", ""]]


@pytest.mark.parametrize("texts", [ENGLISH, SPANISH], ids=["en", "es"])
def test_the_page_of_a_case_shows_text_of_the_crm_as_text(texts: Texts) -> None:
    spoilt = replace(FOUND, lines=(PlanLine(Gap(member=replace(ANA, name="[Ana](x) <b>")), "sales"),))
    page = preparation_markdown(COMPANY, texts, spoilt)
    assert "<b>" not in page and "](x)" not in page
    assert preparation_markdown(COMPANY, texts, replace(FOUND, lacks={}, lines=())).count("|") == 0
