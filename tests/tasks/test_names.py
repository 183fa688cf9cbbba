"""What runs and their tasks are called, and what a form accepts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tasks.form import EVERYTHING, Sweep
from tasks.names import sweep_name
from tests.builders import TODAY, the_company

COMPANY = the_company()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (EVERYTHING, "Lead to close · everything open · 2026-11-20"),
        (Sweep(scope=("OPP-1", "OPP-2")), "Lead to close · OPP-1, OPP-2 · 2026-11-20"),
        (Sweep(scope=tuple("abcd")), "Lead to close · 4 cases · 2026-11-20"),
        (Sweep(shard=2, shards=4), "Lead to close · everything open · part 2 of 4 · 2026-11-20"),
        (Sweep(dry_run=True), "Rehearsal · Lead to close · everything open · 2026-11-20"),
    ],
)
def test_a_run_is_called_by_its_process_its_cases_and_its_day(form: Sweep, said: str) -> None:
    assert sweep_name(COMPANY, "opportunity", form, TODAY) == said


@pytest.mark.parametrize(
    "wrong",
    [
        {"shard": 3, "shards": 2},
        {"shard": 0},
        {"shards": 65},
        {"scope": [""]},
        {"scope": ["x"] * 1001},
        {"dryrun": True},
    ],
)
def test_a_form_refuses_what_makes_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Sweep.model_validate(wrong)


def test_every_field_of_a_form_says_what_it_is_for() -> None:
    assert [
        name for name, field in Sweep.model_fields.items() if not field.description or not field.title
    ] == []
    assert next(iter(Sweep.model_fields)) == "dry_run"
