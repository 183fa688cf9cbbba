"""Charts as SVG inside a page: bars and a line, with a title and a description for who can't see them, and no network.

They are built as an XML tree, so that no text of the CRM can be read as anything but text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from reports.escape import plain

WIDTH = 720
_LABEL, _VALUE, _ROW, _BAR = 230, 130, 22, 14
_ROOM = WIDTH - _LABEL - _VALUE
_LABEL_LETTERS = 34


@dataclass(frozen=True)
class Bar:
    """A bar: ``text`` is what it says, ``part`` a share of it that is filled darker, ``mark`` where its target lies."""

    label: str
    value: Decimal
    text: str
    part: Decimal | None = None
    mark: Decimal | None = None
    tone: str = "plain"


def bar_chart(name: str, title: str, description: str, bars: Sequence[Bar]) -> str:
    """Bars that lie, the first on top; what is below nothing has no length. ``name`` tells charts of a page apart."""
    most = max((max(bar.value, bar.mark or Decimal(0)) for bar in bars), default=Decimal(0))

    def length(value: Decimal) -> Decimal:
        return max(value, Decimal(0)) * _ROOM / most if most > 0 else Decimal(0)

    svg = _svg(name, title, description, _ROW * len(bars) + 6)
    for number, bar in enumerate(bars):
        top = number * _ROW + 5
        _text(svg, _LABEL - 8, top + 12, _short(bar.label), "end", "label")
        _rect(svg, top, length(bar.value), f"bar {bar.tone}")
        if bar.part is not None:
            _rect(svg, top, length(bar.part), "part")
        if bar.mark is not None:
            x = _number(_LABEL + length(bar.mark))
            SubElement(
                svg,
                "line",
                {"x1": x, "x2": x, "y1": str(top - 3), "y2": str(top + _BAR + 3), "class": "mark"},
            )
        _text(svg, WIDTH - 2, top + 12, bar.text, "end", "value")
    return tostring(svg, encoding="unicode")


def line_chart(name: str, title: str, description: str, points: Sequence[tuple[str, Decimal, str]]) -> str:
    """A course over time: (when, how much, what it says). The first, the last, the lowest and the highest are labelled."""
    height, left, right, top, bottom = 170, 60, 60, 26, 30
    svg = _svg(name, title, description, height)
    values = [value for _, value, _ in points]
    if not values:
        return tostring(svg, encoding="unicode")
    low, span = min(values), max(values) - min(values)

    def place(number: int) -> tuple[Decimal, Decimal]:
        steps = max(len(points) - 1, 1)
        x = Decimal(left) + Decimal(WIDTH - left - right) * number / steps
        share = (values[number] - low) / span if span else Decimal("0.5")
        return x, Decimal(height - bottom) - share * (height - bottom - top)

    places = [place(number) for number in range(len(points))]
    path = " ".join(f"{_number(x)},{_number(y)}" for x, y in places)
    SubElement(svg, "line", {"x1": str(left), "x2": str(WIDTH - right), "y1": str(height - bottom), "y2": str(height - bottom), "class": "axis"})  # fmt: skip
    SubElement(svg, "polyline", {"points": path, "class": "course"})
    told = {0, len(points) - 1, values.index(min(values)), values.index(max(values))}
    for number in sorted(told):
        x, y = places[number]
        SubElement(svg, "circle", {"cx": _number(x), "cy": _number(y), "r": "3.5", "class": "point"})
        _text(svg, x, y - 8, points[number][2], "middle", "value")
    for number in sorted({0, len(points) - 1}):
        _text(svg, places[number][0], Decimal(height - 10), points[number][0], "middle", "label")
    return tostring(svg, encoding="unicode")


def _svg(name: str, title: str, description: str, height: int) -> Element:
    svg = Element("svg", {
        "viewBox": f"0 0 {WIDTH} {height}", "role": "img", "aria-labelledby": f"{name}-title {name}-desc",
        "xmlns": "http://www.w3.org/2000/svg",
    })  # fmt: skip
    SubElement(svg, "title", {"id": f"{name}-title"}).text = plain(title)
    SubElement(svg, "desc", {"id": f"{name}-desc"}).text = plain(description)
    return svg


def _rect(svg: Element, top: int, length: Decimal, kind: str) -> None:
    place = {"x": str(_LABEL), "y": str(top), "width": _number(length), "height": str(_BAR)}
    SubElement(svg, "rect", place | {"rx": "2", "class": kind})


def _text(svg: Element, x: Decimal | int, y: Decimal | int, text: str, anchor: str, kind: str) -> None:
    place = {"x": _number(x), "y": _number(y), "text-anchor": anchor, "class": kind}
    SubElement(svg, "text", place).text = plain(text)


def _number(value: Decimal | int) -> str:
    return f"{Decimal(value):.1f}"


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LETTERS else f"{label[: _LABEL_LETTERS - 1]}…"
