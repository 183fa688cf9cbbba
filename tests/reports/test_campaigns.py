"""Campaigns as managers see them, in both languages, with text of the CRM as data."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from crm.model import Campaign
from policy.campaign import Reason
from reports.campaigns import campaigns_table, reason_in_words, response_percent
from reports.texts import Texts
from tests.builders import the_company

CAMPAIGN = Campaign(
    id=3, name="[Free](http://x.example) toner", status="held", channel="e_mail", target_segment="schools",
    target_kind="client", score_percent=Decimal("71.25"), database_percent=Decimal("44.4"), audience=1_200,
    held_reasons="Poor data.\nOff target.", sent=40, answered=5, leads=2, won_mxn=Decimal(90_000), starts_on=dt.date(2026, 11, 20),
)  # fmt: skip


def test_a_campaign_is_one_row_with_its_score_and_why_it_is_held() -> None:
    (row,) = campaigns_table(the_company(), Texts("es"), [CAMPAIGN])
    assert (row["Estado"], row["Calificación"], row["Datos utilizables"]) == ("detenida", "71.3 %", "44.4 %")
    assert (row["Canal"], row["Objetivo"]) == ("correo", "escuelas · clientes")
    assert row["Por qué se detiene"] == "Poor data. Off target."
    assert (row["Respuesta"], row["Ganado (MXN)"]) == ("12.5 %", "$90,000")
    assert "](http" not in str(row["Campaña"])


def test_words_of_another_system_are_shown_as_they_are() -> None:
    foreign = Campaign(name="Spring", status="Complete", channel="Fax", target_segment="Software")
    (row,) = campaigns_table(the_company(), Texts("en"), [foreign])
    assert (row["State"], row["Channel"], row["Target"], row["Response"]) == ("Complete", "Fax", "Software", "")
    assert response_percent(foreign) is None


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("stale", Decimal(1_812), Decimal(2_000)), "1,812 of 2,000 contacts belong to accounts not verified"),
        (Reason("poor_database", Decimal("41.25"), Decimal(60)), "Poor data: 41.3 % of the audience can be used, 60 % is needed."),
        (Reason("no_offer"), "It says no offer."),
    ],
)  # fmt: skip
def test_a_reason_says_how_many_of_how_many(reason: Reason, said: str) -> None:
    assert reason_in_words(Texts("en"), reason).startswith(said)
