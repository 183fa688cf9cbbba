"""What may stand on a paper, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from papers import facts as f
from tests.papers.samples import ALL, CLIENT, a_paper


def changed(kind: str, **changes: Any) -> f.AnyFacts:
    return type(ALL[kind]).model_validate(ALL[kind].model_dump() | changes)


@pytest.mark.parametrize("kind", ALL)
def test_a_paper_is_read_back_as_it_was_written(kind: str) -> None:
    paper = a_paper(kind)
    assert f.Paper.from_json(paper.to_json()) == paper


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\x00", "\x1b", "\u00ad", "\ue000", "\u2028"]
)
def test_a_character_that_nobody_sees_is_refused(hidden: str) -> None:
    name = f"Ana{hidden}Díaz"
    if hidden == "\u2028":  # a line end, as any white space, becomes one space
        assert changed("contract", place=name).place == "Ana Díaz"  # type: ignore[union-attr]
        return
    with pytest.raises(ValidationError, match=r"nobody sees \(U\+"):
        changed("contract", place=name)


def test_the_same_text_has_one_way_to_be_written() -> None:
    decomposed = changed("contract", place="  Quere\u0301taro\u00a0 Centro ")
    assert decomposed.place == "Querétaro Centro"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "amount", ["18450.5", "18450.50", 18450.50, "1.845050e4", True, "NaN", "1.001", "-1", 10**12]
)
def test_money_is_exact_to_the_centavo(amount: Any) -> None:
    if amount in ("18450.5", "18450.50", "1.845050e4"):
        assert '"18450.50"' in changed("annex_b", monthly_mxn=Decimal(amount)).model_dump_json()
        return
    with pytest.raises(ValidationError):
        changed("annex_b", monthly_mxn=amount)


@pytest.mark.parametrize(
    ("rfc", "why"),
    [
        ("XAXX010101000", "public"),
        ("XEXX010101000", "foreigners"),
        ("MTN0213047A1", "not a date"),
        ("MTN020304", "not an RFC"),
        ("MTN0203047A1X", "not an RFC"),
    ],
)
def test_a_party_has_its_own_rfc(rfc: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        f.Party.model_validate(CLIENT.model_dump() | {"rfc": rfc})


def test_an_rfc_is_written_in_capitals() -> None:
    assert f.Party.model_validate(CLIENT.model_dump() | {"rfc": " mtn0203047a1 "}) == CLIENT


def test_a_serial_number_is_of_one_machine() -> None:
    with pytest.raises(ValidationError, match="one machine"):
        f.EquipmentLine(model="B410", quantity=2, serial="LX-1")


def test_a_contract_ends_after_it_starts() -> None:
    starts_on = ALL["contract"].starts_on  # type: ignore[union-attr]
    with pytest.raises(ValidationError, match="later than"):
        changed("contract", ends_on=starts_on)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        changed("contract", discount="5")


def test_facts_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        a_paper().number = "CON-0043"


def test_a_key_that_is_said_twice_is_refused() -> None:
    text = a_paper().to_json()
    twice = text.replace('"number":"CON-0042"', '"number":"CON-0042","number":"CON-0043"')
    assert twice != text
    with pytest.raises(ValueError, match="said twice"):
        f.Paper.from_json(twice)
