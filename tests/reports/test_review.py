"""The manager's page (000/M09): whole in both languages, without a network, and what a client is called stays a text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crm.goals import DIMENSIONS, DeviationLine, GoalLine, SellerLine
from crm.kpi import Kept
from crm.review import BreakLine, Figure, FunnelLine, HeldLine, Review
from policy.kpi import Chance
from reports.review import page, page_name, review_markdown, review_message, review_outcome, write_page
from reports.texts import Texts
from tests.builders import the_company

DAY = dt.date(2026, 11, 20)
ODD = '<b onload=x>Ñandú & "Hijos"</b>'
TEXT = the_company().lifecycles["opportunity"]["lead"].name


def a_seller(number: int = 1, name: str = "Ana") -> SellerLine:
    pesos = Decimal(25_000)
    return SellerLine(
        number, name, "Norte", pesos, Decimal(-2_500), Decimal(300_000), Decimal(150_000), Decimal(0)
    )


def a_review(**changes: object) -> Review:
    """A review in which every section has something to say."""
    values = {
        "new_billing": Decimal(-1_200),
        "attainment": Decimal("-10.0"),
        "leads": Decimal(1_234),
        "profitable_close": Decimal(85),
    }
    review = Review(
        span="week", today=DAY, period=(DAY - dt.timedelta(days=11), DAY - dt.timedelta(days=5)),
        month=(dt.date(2026, 11, 1), dt.date(2026, 11, 30)),
        blocks=tuple(
            (block, tuple(Figure(one, values.get(one.id), None) for one in block.kpi))
            for block in the_company().quotas.block
        ),
        funnel=(FunnelLine("lead", TEXT, 3, Decimal(1_000), Chance(Decimal("12.5"), 40, True), Decimal(125), Decimal(30)),
                FunnelLine("qualified", TEXT, 0, Decimal(0), Chance(Decimal(20), 0, False), Decimal(0), None)),
        narrowest="lead", breaks=(BreakLine(ODD, TEXT, Decimal(10), Decimal(50), 20),), sellers=(a_seller(name=ODD),),
        goals=tuple(
            GoalLine(n, dimension, ODD, "mps", DAY, Decimal(100), Decimal(50), Decimal(10), True)
            for n, dimension in enumerate(DIMENSIONS)
        ),
        deviations=(DeviationLine(ODD, "consultant", None, DAY, Decimal(45), ODD, None, None),),
        held=(HeldLine(TEXT, 2, Decimal(5_000)),), kept=Kept(Decimal(900), Decimal(100)), recovered=1,
        scores=((DAY, Decimal(90)), (DAY, Decimal(93))), differences={"ended_in_silence": (2, Decimal(-700))},
    )  # fmt: skip
    return replace(review, **changes)  # type: ignore[arg-type]


EMPTY = {
    "breaks": (), "sellers": (), "goals": (), "deviations": (), "held": (), "scores": (), "differences": {}, "narrowest": None,
}  # fmt: skip


class Tags(HTMLParser):
    """The tags of a page, each closed in its order; and its texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.said: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("changes", [{}, EMPTY], ids=["full", "empty"])
def test_m09_the_page_is_whole(language: str, changes: dict[str, object]) -> None:
    tags = Tags(page(the_company(), Texts(language), a_review(**changes)))
    assert tags.open == []
    assert tags.seen.count("section") == 12  # four blocks, eight sections
    names = [value for name, value in tags.attributes if name == "id"]
    assert len(names) == len(set(names))
    assert ("lang", language) in tags.attributes


def test_the_page_needs_no_network_and_runs_nothing() -> None:
    written = page(the_company(), Texts("en"), a_review())
    tags = Tags(written)
    assert {name for name, _ in tags.attributes} & {"src", "href", "onload", "action"} == set()
    assert {"script", "link", "img", "iframe", "object"} & set(tags.seen) == set()
    assert re.findall(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", written) == []


def test_a_name_from_the_crm_stays_a_text() -> None:
    tags = Tags(page(the_company(), Texts("en"), a_review()))
    assert "b" not in tags.seen
    assert tags.said.count(ODD) >= 3


def test_the_page_prints_on_a4_and_every_chart_can_be_read_aloud() -> None:
    written = page(the_company(), Texts("es"), a_review())
    assert "size: A4" in written and "break-inside: avoid" in written
    assert written.count('role="img"') == written.count("<desc ") == written.count("<svg ") == 5


def test_whether_a_target_is_met_is_said_in_words_and_not_by_colour_alone() -> None:
    said = "\n".join(Tags(page(the_company(), Texts("en"), a_review())).said)
    assert "80.0 % · met" in said and "100.0 % · not met" in said
    assert "behind" in said and "no action yet" in said


def test_numbers_have_their_unit_and_falls_their_sign() -> None:
    said = Tags(page(the_company(), Texts("es"), a_review())).said
    assert {"-$1,200", "-10.0 %", "1,234", "20.0 % (supuesta)", "12.5 %"} <= set(said)


def test_of_many_sellers_some_are_shown_and_the_rest_counted() -> None:
    many = tuple(a_seller(number, f"S{number}") for number in range(60))
    assert "20 more" in page(the_company(), Texts("en"), a_review(sellers=many))


def test_both_languages_say_the_same_sections_in_other_words() -> None:
    heads = {
        language: re.findall(r"<h2>(.*?)</h2>", page(the_company(), Texts(language), a_review()))
        for language in ("en", "es")
    }
    assert len(heads["en"]) == len(heads["es"])
    assert not set(heads["en"][4:]) & set(heads["es"][4:])


def test_a_page_is_written_whole_and_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    review = a_review()
    for _ in range(2):
        path = write_page(tmp_path / "reports", the_company(), review, "es")
    assert path.name == page_name(review, "es") == "review-week-2026-11-15-es.html"
    assert list(path.parent.iterdir()) == [path]


def test_the_run_says_what_came_of_it_in_one_line() -> None:
    review, texts = a_review(), Texts("en")
    assert review_message(texts, review) == (
        f"new billing -$1,200 MXN · attainment -10.0 % · real pipeline — MXN · {len(DIMENSIONS)} goals behind"
    )
    assert review_outcome(texts, review) == "attainment -10.0 %"


def test_the_artifact_has_the_four_blocks_and_where_the_pages_lie() -> None:
    written = review_markdown(Texts("en"), a_review(), [Path("reports/review.html")])
    assert written.count("## ") == 4
    assert "- `reports/review.html`" in written


def test_a_single_score_is_said_and_not_drawn() -> None:
    written = page(the_company(), Texts("en"), a_review(scores=((DAY, Decimal("93.6")),)))
    assert "<p>2026-11-20: 93.6 %</p>" in written and 'id="scores-title"' not in written
