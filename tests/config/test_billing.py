"""What billing.toml may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.company import load_company
from config.settings import ROOT
from tests.config.test_refusals import Files


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('receivers = ["finance"]', 'receivers = ["treasury"]', ("receivers", "'treasury'", "finance")),
        ("alert_percents = [80, 92]", "alert_percents = [92, 80]", ("alert_percents", "rising")),
        ("rate_to_mxn = 0.90", "rate_to_mxn = 0.10", ("meter.mono", "rate_from_mxn must be less")),
        ("fresh_days = 4", "fresh_dais = 4", ("readings.fresh_dais: unknown word", "fresh_days")),
        ('missing = "estimate"', 'missing = "guess"', ("readings.missing", "'hold'")),
        ("cycle_day = 3", "cycle_day = 29", ("cycle_day", "28")),
    ],
)
def test_it_is_refused_with_its_file_its_key_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, words: tuple[str, ...]
) -> None:
    files = Files(tmp_path)
    files.put("billing.toml", old, new)
    files.refused("billing.toml", *words)


def test_a_bill_warns_at_90_and_95_percent_and_takes_readings_of_five_days() -> None:
    billing = load_company(ROOT / "config").billing
    assert (billing.alert_percents, billing.readings.fresh_days) == ((90, 95), 5)
