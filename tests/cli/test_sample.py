"""``seiton sample`` fills an empty CRM and no other, and says what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

import cli.sampling
from checks.install import altered_guards, business_day
from cli.desk import desk
from crm.model import Opportunity
from sample import SampleRefused
from tests import builders
from tests.cli.conftest import Call, House


def test_an_empty_crm_gets_a_dealer_with_its_guards_and_its_day(call: Call, var: Path) -> None:
    made = call("sample", "--opportunities", "40", "--today", "2026-11-20", "--json").json
    assert made["records"]["opportunity"] >= 40
    assert made["planted"]
    with desk() as at, at.look() as (session, _):
        assert altered_guards(session, at.rulebook) == []
        assert business_day(session) == builders.TODAY
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Opportunity))
            == made["records"]["opportunity"]
        )


@pytest.mark.slow
def test_people_see_the_planted_defects_and_what_comes_next(call: Call, var: Path) -> None:
    said = call("sample", "--opportunities", "40", "--today", "2026-11-20").out
    assert "Planted defects" in said and "seiton audit" in said


def test_a_crm_with_records_is_left_alone(call: Call, house: House) -> None:
    outcome = call("sample")
    assert outcome.code == 5
    assert "SEITON_VAR=var/sample seiton sample" in outcome.err
    with house.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Opportunity)) == 0


@pytest.mark.slow
def test_a_crm_that_works_already_is_left_alone(call: Call, var: Path) -> None:
    call("init", "--today", "2026-11-20")
    outcome = call("sample")
    assert outcome.code == 5
    assert "works on 2026-11-20 already" in outcome.err


def test_what_else_the_sample_refuses_is_told(call: Call, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object, **__: object) -> None:
        raise SampleRefused("too few streets")

    monkeypatch.setattr(cli.sampling, "build", build)
    outcome = call("sample")
    assert outcome.code == 5
    assert "too few streets" in outcome.err


def test_an_interrupted_sample_is_said_to_be_incomplete(
    call: Call, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.sampling, "build", build)
    outcome = call("sample")
    assert outcome.code == 130
    assert "incomplete" in outcome.err
