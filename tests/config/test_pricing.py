"""The quoter's versions: one in force a day, every model priced once, what is not priced is said (000/A02, A07, M05)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from config.company import ConfigError, load_company
from config.pricing import Ask, CannotQuote
from config.settings import ROOT
from policy.pricing import quote
from sample.words import MODELS
from tests import builders
from tests.config.test_refusals import Files

SHIPPED = load_company(ROOT / "config").quoters
INVENTED = builders.the_company().quoters
FIRST, SECOND = INVENTED.quoter


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.mark.parametrize(
    ("day", "version"),
    [("2026-02-01", "2026.6"), ("2026-08-31", "2026.6"), ("2026-09-01", "2026.9"), ("2031-01-01", "2026.9")],
)
def test_a02_prices_have_a_version_that_is_in_force_from_a_day_to_a_day(day: str, version: str) -> None:
    assert INVENTED.in_force(dt.date.fromisoformat(day)).version == version
    assert INVENTED.named(version) is INVENTED.in_force(dt.date.fromisoformat(day))


def test_before_the_first_version_nothing_is_quoted() -> None:
    with pytest.raises(CannotQuote, match="No version of the quoter is in force on 2026-01-31"):
        INVENTED.in_force(dt.date(2026, 1, 31))
    assert INVENTED.named("2026.1") is None


def test_the_same_contract_costs_what_each_version_says() -> None:
    asks = [Ask("MX-300", "Piso 1", 2, 9_000, 900)]
    prices = [quote(one.variables(asks, term_months=36)).monthly_mxn for one in (FIRST, SECOND)]
    assert prices == [Decimal("7247.62"), Decimal("7233.48")]


def test_every_model_of_the_catalogue_is_priced_in_every_version() -> None:
    assert [set(MODELS) - set(one.machines) for one in SHIPPED.quoter] == [set(), set()]


def test_a_list_price_reaches_the_target_margin_of_each_part() -> None:
    variables = SECOND.variables([Ask("MX-300", None, 1, 5_000, 500)], term_months=36)
    margins = {line.kind: line.margin_percent for line in quote(variables).lines}
    assert margins == {part: getattr(SECOND.margin, part).target for part in margins}


def test_what_the_quoter_does_not_price_is_said_with_what_it_prices() -> None:
    def refused(model: str = "MX-100", colour: int = 0, term: int = 36, discount: int = 0) -> str:
        with pytest.raises(CannotQuote) as reason:
            SECOND.variables(
                [Ask(model, None, 1, 10, colour)], term_months=term, discount_percent=Decimal(discount)
            )
        return str(reason.value)

    assert "no model 'MX-999'; near it: MX-" in refused(model="MX-999")
    assert refused(colour=1) == "MX-100 prints no colour"
    assert "30 months is no term of the quoter 2026.9; it has 12, 24, 36, 48" in refused(term=30)
    assert "at most 35 %" in refused(discount=36)


def test_a22_the_class_to_offer_bears_the_pages() -> None:
    assert SECOND.offer(1_000, 0).models[0] == "MX-100"
    assert SECOND.offer(30_000, 10).models[0] == "MX-500"


SPOILED = {
    "an unknown word": ("finance_percent = 15", "finance = 15", "quoter.1.finance: unknown word"),
    "two versions at a time": ("until = 2026-08-31", "until = 2026-09-01", "the version 2026.6 ends before 2026.9 begins"),
    "a version twice": ('version = "2026.9"', 'version = "2026.1"', "a version is declared twice"),
    "a version that ends before it begins": ("until = 2026-08-31", "until = 2026-01-01", "a version ends after it begins"),
    "a model of two classes": ('"MX-310"', '"MX-100"', "a model is of one class only: MX-100"),
    "some of the inks": ("yellow_pages = 15_000\n", "", "or has the price and pages of every colour"),
    "a floor above the target": ("{ floor = 12, target = 40 }", "{ floor = 41, target = 40 }", "the floor is not above the target"),
    "less than a centavo": ("equipment_mxn = 8_000", "equipment_mxn = 8_000.001", "no more than 2 decimal places"),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILED)
def test_a_quoter_is_refused_for(files: Files, how: str) -> None:
    old, new, words = SPOILED[how]
    files.put("pricing.toml", old, new)
    with pytest.raises(ConfigError) as refusal:
        load_company(files.folder)
    assert "pricing.toml" in str(refusal.value)
    assert words in str(refusal.value)
