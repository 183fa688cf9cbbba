"""What managers see of the contracts that come to their end, in both languages and with what is written in the CRM as data."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from crm.standing import RenewalLine, RiskLine, StepLine, WindowLine
from reports.renewals import fact_texts, next_step, renewals_markdown, risk_text
from reports.texts import Texts
from tests.company.facts import the_company

COMPANY, TODAY = the_company(), dt.date(2026, 11, 20)
ENGLISH, SPANISH = Texts("en"), Texts("es")
FACTS = {"sla_kept": Decimal("60.00"), "satisfaction": Decimal(9), "age_months": Decimal(30)}


def a_risk(**changes: object) -> RiskLine:
    said = {"kind": "service", "percent": Decimal(75), "level": "high", "facts": FACTS, "action": None}
    return RiskLine(**(said | changes))  # type: ignore[arg-type]


def a_line(**changes: object) -> RenewalLine:
    step = StepLine("reviewed", dt.date(2026, 11, 2), dt.date(2026, 11, 20))
    said: dict[str, object] = {
        "code": "REN-7", "account": "Acme | <b>", "owner": None, "stage": "planned", "ends_on": dt.date(2027, 2, 28),
        "value_mxn": Decimal(360_000), "monthly_mxn": Decimal(10_000), "proposed_monthly_mxn": Decimal("10450.50"),
        "health_percent": Decimal("61.25"), "wear_percent": Decimal(40), "risks": (a_risk(), a_risk(kind="collection", percent=None)),
        "steps": (step,),
        "candidates": {"volume": {"counter": "colour", "pages": "400", "included": "100", "months": "3"}},
    }  # fmt: skip
    return RenewalLine(**(said | changes))  # type: ignore[arg-type]


WINDOWS = [
    WindowLine("outcome", 1, Decimal(90_000), 0, Decimal(0)),
    WindowLine("reviewed", 2, Decimal(720_000), 1, Decimal(360_000)),
]


def test_windows_are_summed_with_what_is_at_high_risk() -> None:
    written = renewals_markdown(COMPANY, ENGLISH, WINDOWS, [a_line()], 2, TODAY)
    assert "| End of the contract | an end | 1 | \\$90,000 |  |  |" in written
    assert "| Total |  | 3 | \\$810,000 | 1 | \\$360,000 |" in written
    assert "2 clients that had left bought again in 2026." in written
    assert "The 1 that end first are shown." in written


def test_a_contract_shows_health_wear_risk_with_its_reason_next_step_and_offer() -> None:
    written = renewals_markdown(COMPANY, SPANISH, WINDOWS, [a_line()], 1, TODAY)
    row = next(line for line in written.splitlines() if line.startswith("| REN"))
    for said in ("61\\.3 %", "40\\.0 %", "alto · servicio 75\\.0 %", "vencía el 2026\\-11\\-02", "\\$10,451",
                 "400 páginas a color al mes", "\\(sin responsable\\)"):  # fmt: skip
        assert said in row
    assert "\\<b\\>" in row and "1 cliente rescatado" in written


def test_facts_are_told_in_words_the_worst_first_and_only_those_that_lost_something() -> None:
    assert fact_texts(COMPANY, ENGLISH, FACTS) == ["tickets in time: 60%", "months in use: 30"]
    assert risk_text(COMPANY, ENGLISH, None) == "unknown: facts are lacking"
    assert risk_text(COMPANY, ENGLISH, a_risk(facts={}, level="low")) == "low · service 75.0 %"


def test_a_step_in_time_says_its_day_alone() -> None:
    step = StepLine("outcome", dt.date(2027, 2, 26), dt.date(2027, 2, 26))
    assert next_step(COMPANY, ENGLISH, a_line(steps=(step,))) == "End of the contract · 2027-02-26"
    assert next_step(COMPANY, ENGLISH, a_line(steps=())) == ""


def test_the_highest_risk_that_is_known_is_the_worst() -> None:
    worst = a_line().worst
    assert worst is not None and worst.kind == "service"
    assert a_line(risks=(a_risk(percent=None),)).worst is None
