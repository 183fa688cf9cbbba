"""Charts are well-formed SVG that says in words what it shows, whatever the texts are."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import WIDTH, Bar, bar_chart, line_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def lengths(svg: str, kind: str) -> list[Decimal]:
    bars = drawn(svg).iter(f"{SVG}rect")
    return [Decimal(bar.attrib["width"]) for bar in bars if kind in bar.attrib["class"].split()]


def test_a_chart_has_a_title_and_a_description_that_it_names() -> None:
    svg = drawn(bar_chart("funnel", "Funnel", "What is open", [Bar("Lead", Decimal(1), "1")]))
    named = [svg.find(f"{SVG}{word}") for word in ("title", "desc")]
    assert [found.text for found in named if found is not None] == ["Funnel", "What is open"]
    assert svg.attrib["aria-labelledby"].split() == [found.attrib["id"] for found in named if found is not None]
    assert svg.attrib["role"] == "img"


def test_bars_are_as_long_as_their_share_of_the_greatest() -> None:
    svg = bar_chart(
        "x", "x", "x", [Bar("a", Decimal(50), "50", part=Decimal(25)), Bar("b", Decimal(200), "200")]
    )
    short, long = lengths(svg, "bar")
    assert long == 4 * short == 4 * 2 * lengths(svg, "part")[0]


def test_a_mark_beyond_every_bar_still_lies_inside() -> None:
    svg = drawn(bar_chart("x", "x", "x", [Bar("a", Decimal(50), "50 %", mark=Decimal(100))]))
    (mark,) = svg.iter(f"{SVG}line")
    assert Decimal(mark.attrib["x1"]) < WIDTH


@pytest.mark.parametrize("values", [[], [0], [-5, -3], [0, 0]])
def test_what_is_nothing_or_less_has_no_length(values: list[int]) -> None:
    svg = bar_chart("x", "x", "x", [Bar(str(value), Decimal(value), str(value)) for value in values])
    assert lengths(svg, "bar") == [0] * len(values)


def test_a_line_labels_its_ends_and_extremes() -> None:
    days = [
        ("1", Decimal(90), "90 %"),
        ("2", Decimal(80), "80 %"),
        ("3", Decimal(95), "95 %"),
        ("4", Decimal(93), "93 %"),
    ]
    texts = [text.text for text in drawn(line_chart("x", "x", "x", days)).iter(f"{SVG}text")]
    assert texts == ["90 %", "80 %", "95 %", "93 %", "1", "4"]


@pytest.mark.parametrize("number", [0, 1])
def test_a_line_of_hardly_any_points_is_drawn(number: int) -> None:
    svg = drawn(line_chart("x", "x", "x", [("1", Decimal(90), "90 %")] * number))
    assert len(list(svg.iter(f"{SVG}circle"))) == number


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_stays_a_text(label: str, said: str) -> None:
    svg = drawn(bar_chart("x", label, said, [Bar(f"<script>{label}", Decimal(1), said)]))
    assert {child.tag for child in svg} == {f"{SVG}{tag}" for tag in ("title", "desc", "text", "rect")}
