"""One catalogue, two languages, and no text that is missing or idle."""

from __future__ import annotations

import re
import string
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from checks.decisions import OUTCOMES as DECIDED
from checks.scores import CONSUMERS
from checks.subjects import SUBJECTS
from config.approvals import KINDS
from config.billing import CONSEQUENCES
from crm.billing_month import STATUSES
from crm.goals import DIMENSIONS
from crm.review import Span
from policy import campaign, conformance, icp
from policy.cadence import KINDS as KINDS_OF_CONTACT
from policy.clients import RUNGS
from policy.expansion import Kind
from policy.meters import KINDS as KINDS_OF_METER
from policy.meters import State
from policy.quota import ClientKind, Reason
from reports.campaigns import STATES
from reports.clients import SECTIONS as PARTS_OF_CLIENTS
from reports.lifecycles import SAID
from reports.notices import OWN_TITLES
from reports.review import HEAD
from reports.review_sections import HEADS
from reports.texts import Texts, catalogue, days_since, percent, pesos
from tasks.decision_form import WORDS
from tasks.notices import OUTCOMES
from tasks.planning import ACTIVITY_KIND
from tests.house.conftest import files

SECTIONS = "|".join(sorted({key.partition(".")[0] for key in catalogue()}))
KEY = re.compile(rf"""["']((?:{SECTIONS})\.[a-z0-9_]+)["']""")
FAMILIES = ("equipment", "materials", "parts")
"""Of products, as the sample and the shipped goals name them."""

BUILT = {
    f"{section}.{word}"
    for section, words in {
        "sweep": SAID,
        "campaign": (
            *(f"status_{status}" for status in STATES),
            *(f"kind_{kind}" for kind in ("prospect", "client", "former")),
            *(f"factor_{factor}" for factor in campaign.FACTORS),
            *(f"no_{what}" for what in ("target", "channel", "message", "offer", "audience")),
            *(f"{factor}_not_judged" for factor in campaign.JUDGED),
            *("off_target", "poor_database", "unreachable", "stale", "low_score"),
        ),
        "icp": (*(f"factor_{factor}" for factor in icp.FACTORS), *(f"why_{why}" for why in get_args(icp.Why))),
        "review": (
            *HEAD,
            *(word for head in HEADS.values() for word in head),
            *get_args(Span),
            *(f"dim_{dimension}" for dimension in DIMENSIONS),
            *(f"measure_{measure}" for measure in ("mps", "equipment", "clients")),
            *(f"key_{kind}" for kind in (*get_args(ClientKind), *FAMILIES)),
            *(f"why_{reason}" for reason in get_args(Reason)),
        ),
        "conformance": (
            *conformance.KINDS,
            *(
                "lifecycle",
                "cases",
                "fit_cases",
                "moves",
                "fit_moves",
                "kind",
                "from_stage",
                "to_stage",
                "count",
            ),
            *("case", "deviating", "deviations", "worst"),
        ),
        "papers": ("filed", "proved", "attested", "refused"),
        "decide": (
            *(f"kind_{kind}" for kind in KINDS),
            *(f"was_{outcome}" for outcome in DECIDED),
            *(f"status_{status}" for status in ("open", *DECIDED, "superseded")),
            *(
                f"form_{word}"
                for word in (*WORDS, "decision", "limit", "conditions", "until", "note", "approver", "code")
            ),
            *(f"form_{word}_help" for word in ("limit", "conditions", "until", "note", "approver", "code")),
            "quantity",
            "model",
            "place",
            "earlier",
            "by",
            "on",
            "note",
        ),
        "plan": ("contact", "function", "role", "stance", "signs", "priority", "peers"),
        "stages": ("stage", "owner", "cases", "share", "held", "claimed", "pesos"),
        "audit": (
            "name",
            "score",
            "records",
            "failing",
            "findings",
            "debt",
            "by_owner",
            "by_team",
            "by_region",
            "by_consumer",
            "by_record",
            "by_rule",
        ),
        "billing": (
            *(
                f"why_{word}"
                for word in (*get_args(State)[1:], "monthly", "included", "click", "no_set_up", "no_machines")
            ),
            *(f"meter_{kind}" for kind in KINDS_OF_METER),
            *(f"status_{status}" for status in STATUSES),
            *(f"consequence_{consequence}" for consequence in CONSEQUENCES),
            *("contracts", "allowance", "status", "subtotal", "iva", "total", "received_by", "received_at"),
            *("consequence", "noticed", "resolved", "open", "oldest"),
        ),
        "cadence": (
            *(f"{how}_{kind}" for how in ("rhythm", "first", "objective") for kind in KINDS_OF_CONTACT),
            *("former", "late", "agreed", "new_lead", "case"),
            *(f"gap_{who}" for who in ("decider", "signer", "champion")),
            *(f"instead_{what}" for what in ("far", "hours", "time")),
            *(f"by_{method}" for method in (*ACTIVITY_KIND, "task")),
            *(
                f"obstacle_{what}"
                for what in ("already", "no_owner", "no_contact", "no_common_hours", "no_time")
            ),
        ),
        "trail": ("place", "sha256", "sealed_at"),
        "renewals": (
            *(
                "window",
                "needs",
                "contracts",
                "stake",
                "high",
                "high_stake",
                "case",
                "client",
                "ends",
                "days",
                "health",
            ),
            *("wear", "risk", "step", "offer", "more", "owner", "counter_mono", "counter_colour"),
            *(f"level_{level}" for level in ("low", "watch", "high")),
            *(f"more_{kind}" for kind in get_args(Kind)),
        ),
        "clients": (
            *PARTS_OF_CLIENTS,
            *(f"rung_{rung}" for rung in ("none", *RUNGS)),
            *(
                "class",
                "number",
                "bought",
                "points",
                "hours",
                "client",
                "owner",
                "share",
                "plan",
                "due",
                "cause",
                "opened",
            ),
            *("before", "after", "day", "sales", "to_answer", "to_purchase", "to_use"),
        ),
        "record": tuple(SUBJECTS),
        "consumer": CONSUMERS,
        "notice": (
            *(f"title_{kind}" for kind in (*OWN_TITLES, "other")),
            "account",
            "amount",
            "percent",
            "asked_by",
            "due_on",
            "approver",
            "limit",
            "conditions",
            "valid_until",
            "name",
            "principal",
            "deputy",
            "from_on",
            "until_on",
            "document",
            "expires_on",
            "days_left",
            "score",
            "comment",
            *OUTCOMES,
            "no_news",
            "not_routed",
            "unset_address",
            "not_taken",
        ),
    }.items()
    for word in words
}
"""Keys that the code puts together from a section and a word."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_places_to_fill_in() -> None:
    assert [key for key, text in catalogue().items() if places(text.en) != places(text.es)] == []


def test_one_and_several_have_the_same_places_to_fill_in() -> None:
    for said in (language for text in catalogue().values() for language in (text.en, text.es)):
        forms = said.split("|")
        assert len(forms) <= 2
        assert all(places(form) == places(forms[0]) for form in forms)


def test_every_text_that_is_asked_for_exists_and_every_text_is_asked_for() -> None:
    code = "\n".join(path.read_text("utf-8") for path in files(".py", folders=("reports", "tasks", "flows")))
    assert set(KEY.findall(code)) | BUILT == set(catalogue())


@pytest.mark.parametrize(("count", "said"), [(0, "0 cases are"), (1, "1 case is"), (2_000, "2,000 cases are")])
def test_one_case_is_said_otherwise_than_several(count: int, said: str) -> None:
    assert said in Texts("en")("held.title", lifecycle="Lead to close", count=count)


def test_of_many_some_are_named_and_the_rest_counted() -> None:
    assert Texts("es").listed(["a", "b", "c", "d"], 2) == "a; b; 2 más"
    assert Texts("en").listed(["a", "b"], 2) == "a; b"


def test_pesos_are_whole_and_an_unknown_amount_is_nothing() -> None:
    assert pesos(Decimal("1234567.50")) == "$1,234,568"
    assert pesos(Decimal("-1234.50")) == "-$1,235"
    assert pesos(None) == ""
    assert percent(Decimal("93.44")) == "93.4 %"
    assert days_since(date(2026, 11, 1), date(2026, 11, 21)) == 20
