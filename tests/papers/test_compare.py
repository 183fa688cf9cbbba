"""Comparing field by field: whatever single fact changes, anywhere in any paper, is found and named."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from config.company import Text
from config.papers import Tolerances
from papers import facts as f
from papers.compare import Difference, compare
from papers.labels import FIELDS, TITLES, label
from papers.values import Money, PagesPerMonth, PerPage, Share
from tests.papers.samples import ALL, a_paper

Tree = Any
ANOTHER_RFC = {"MTN0203047A1": "MTN0203047A2", "GUPO700101AB3": "GUPO700101AB4"}
WORDS = {"equipment": "service", "service": "follow_up"}


def places(tree: Tree, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every leaf of the JSON of a paper."""
    if isinstance(tree, dict):
        for name, item in tree.items():
            yield from places(item, (*path, name))
    elif isinstance(tree, list):
        for number, item in enumerate(tree):
            yield from places(item, (*path, number))
    else:
        yield path


def other(value: Any, path: tuple[Any, ...]) -> Any:
    """A value of the same kind, one step away."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 7 if str(path[-1]).endswith("_pages") else "SIA150312QX7" if "rfc" in str(path[-1]) else "algo"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return str(dt.date.fromisoformat(value) + dt.timedelta(days=1))
    if re.fullmatch(r"\d+\.\d+", value):
        return str(Decimal(value) + Decimal(1).scaleb(-len(value.split(".")[1])))
    if "rfc" in str(path[-1]):
        return value[:-1] + ("1" if value[-1] != "1" else "2")
    if path[-2:-1] == ("annexes",):
        return "E"
    return WORDS.get(value, value + "x") if path[-1] == "kind" else value + "x"


def mutations(kind: str) -> Iterator[tuple[str, f.Paper]]:
    """The paper with one leaf changed, for every leaf that can be another."""
    tree = a_paper(kind).model_dump(mode="json")
    for path in places(tree):
        if path in (("format",), ("facts", "kind")):
            continue  # those have one value only: another is not a paper of this kind (test below)
        changed = copy.deepcopy(tree)
        holder = changed
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = other(holder[path[-1]], path)
        if path[-1] == "quantity" and holder.get("serial"):
            holder["serial"] = None  # several machines have no one serial number
        if path[-1] == "serial" and "quantity" in holder:
            holder["quantity"] = 1
        name = re.sub(r"\.(\d+)", r"[\1]", ".".join(map(str, path)))
        yield name, f.Paper.model_validate(changed)


@pytest.mark.parametrize("kind", ALL)
def test_any_single_fact_that_changes_is_found_and_named(kind: str) -> None:
    ours = a_paper(kind)
    found = {name: [each.field for each in compare(ours, theirs)] for name, theirs in mutations(kind)}
    assert len(found) > 20
    assert [name for name, fields in found.items() if name not in fields] == []


@pytest.mark.parametrize("kind", ALL)
def test_a_line_that_only_one_side_has_is_found(kind: str) -> None:
    ours = a_paper(kind)
    for name, value in ours.facts:
        if isinstance(value, tuple):
            for theirs in (value[1:], (*value, value[0])):
                different = ours.model_copy(update={"facts": ours.facts.model_copy(update={name: theirs})})
                assert [each.field.partition("[")[0] for each in compare(ours, different)] == [f"facts.{name}"]
                assert [each.field.partition("[")[0] for each in compare(different, ours)] == [f"facts.{name}"]


@pytest.mark.parametrize("kind", ALL)
def test_a_paper_does_not_differ_from_itself_nor_by_the_order_of_its_lines(kind: str) -> None:
    ours = a_paper(kind)
    turned = {name: value[::-1] for name, value in ours.facts if isinstance(value, tuple)}
    theirs = ours.model_copy(update={"facts": ours.facts.model_copy(update=turned)})
    assert compare(ours, ours) == compare(ours, theirs) == []


def test_a_changed_line_is_named_where_it_stands_in_ours() -> None:
    ours = a_paper("annex_a")
    first, second, third = ours.facts.equipment  # type: ignore[union-attr]
    theirs = a_paper("annex_a", equipment=(third, second.model_copy(update={"quantity": 3}), first))
    assert compare(ours, theirs) == [
        Difference("facts.equipment[1].quantity", 2, 3, marks_of(f.EquipmentLine, "quantity"))
    ]


def marks_of(model: type[BaseModel], name: str) -> tuple[Any, ...]:
    return tuple(model.model_fields[name].metadata)


def test_a_difference_names_both_places_and_both_values() -> None:
    ours, theirs = a_paper("annex_b"), a_paper("annex_b", monthly_mxn=Decimal("18451.50"))
    (difference,) = compare(ours, theirs)
    assert difference.says(
        Text(en="the record", es="el registro"), Text(en="annex B-7", es="el anexo B-7")
    ) == Text(
        en="Monthly price: the record says $18,450.50 MXN; annex B-7 says $18,451.50 MXN",
        es="Renta mensual: el registro dice $18,450.50 MXN; el anexo B-7 dice $18,451.50 MXN",
    )


def test_a_missing_line_is_said_in_full() -> None:
    ours = a_paper("annex_a")
    theirs = a_paper("annex_a", equipment=ours.facts.equipment[:2])  # type: ignore[union-attr]
    (difference,) = compare(ours, theirs)
    said = difference.says(Text(en="ours", es="lo nuestro"), Text(en="theirs", es="lo suyo"))
    assert said.es == "Equipos 3: lo nuestro dice B410 · 12 · Oficinas; lo suyo dice —"


def test_a_long_text_is_cut_in_a_sentence() -> None:
    ours, theirs = a_paper(place="a" * 400), a_paper(place="b" * 400)
    (difference,) = compare(ours, theirs)
    assert len(difference.says(Text(en="x", es="x"), Text(en="y", es="y")).en) < 400


@pytest.mark.parametrize(
    ("changes", "tolerances", "tolerated"),
    [
        ({"monthly_mxn": Decimal("18450.99")}, {"money_mxn": Decimal("0.50")}, True),
        ({"monthly_mxn": Decimal("18451.01")}, {"money_mxn": Decimal("0.50")}, False),
        ({"click_mono_mxn": Decimal("0.2476")}, {"money_mxn": Decimal(1)}, False),
        ({"click_mono_mxn": Decimal("0.2476")}, {"click_mxn": Decimal("0.0001")}, True),
        ({"included_mono_pages": 25_010}, {"pages_per_month": 10}, True),
        ({"included_mono_pages": 25_011}, {"pages_per_month": 10}, False),
        ({"term_months": 37}, {"money_mxn": Decimal(9), "click_mxn": Decimal(9), "pages_per_month": 9}, False),
        ({"vat_percent": Decimal("16.01")}, {"money_mxn": Decimal(9), "click_mxn": Decimal(9)}, False),
        ({"place": "QUERÉTARO"}, {"ignore_case": True}, True),
        ({"place": "Queretaro"}, {"ignore_accents": True}, True),
        ({"place": "QUERETARO"}, {"ignore_accents": True}, False),
        ({"place": "Querétaro."}, {"ignore_accents": True, "ignore_case": True}, False),
    ],
)
def test_what_the_company_tolerates(
    changes: dict[str, Any], tolerances: dict[str, Any], tolerated: bool
) -> None:
    found = compare(a_paper(), a_paper(**changes), Tolerances(**tolerances))
    assert (found == []) is tolerated


def test_papers_of_two_kinds_are_not_compared() -> None:
    with pytest.raises(TypeError, match="AnnexA can't be compared with AnnexB"):
        compare(ALL["annex_a"], ALL["annex_b"])


@pytest.mark.parametrize("change", [{"format": "seiton-paper-2"}, {"facts": {"kind": "memo"}}])
def test_a_paper_of_an_unknown_kind_is_not_a_paper(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        f.Paper.model_validate(a_paper().model_dump() | change)


def models() -> Iterator[type[BaseModel]]:
    waiting: list[type[BaseModel]] = [f.Facts]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        yield model


def test_every_field_and_every_kind_has_a_name_in_both_languages() -> None:
    names = {name for model in models() for name in model.model_fields}
    assert names == FIELDS.keys()
    assert TITLES.keys() == ALL.keys()
    assert label("facts.equipment[1].quantity") == Text(en="equipment 2, quantity", es="equipos 2, cantidad")


def test_a_number_with_a_unit_says_so() -> None:
    units = {"_mxn": (Money, PerPage), "_percent": (Share,)}
    for model in models():
        for name, field in model.model_fields.items():
            for ending, marks in units.items():
                if name.endswith(ending):
                    assert any(isinstance(mark, marks) for mark in field.metadata), f"{model.__name__}.{name}"
            if name.startswith("included_"):
                assert any(isinstance(mark, PagesPerMonth) for mark in field.metadata), (
                    f"{model.__name__}.{name}"
                )
