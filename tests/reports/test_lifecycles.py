"""What managers see of a lifecycle."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from config.company import Text
from crm.standing import HeldLine, HeldTally, Lack, StageLine
from reports.lifecycles import (
    held_description,
    held_table,
    run_message,
    run_outcome,
    stages_markdown,
)
from reports.markdown import bar, trend
from reports.texts import Texts
from tests.company.facts import the_company

TODAY = dt.date(2026, 11, 20)
COMPANY = the_company()
LEAD_TO_CLOSE = COMPANY.lifecycles["opportunity"]
ENGLISH, SPANISH = Texts("en"), Texts("es")


def a_lack(sentence: str = "Account: recorded", mender: str = "owner") -> Lack:
    return Lack("A32", Text(en=sentence, es=f"{sentence} (es)"), mender)


def a_line(**changes: object) -> HeldLine:
    said: dict[str, object] = {
        "code": "OPP-1", "name": "Printers", "account": "Acme", "owner": "Ana", "stage": "negotiated",
        "target": "credit_authorised", "since": dt.date(2026, 11, 10), "value_mxn": Decimal("1250000"),
        "lacks": (a_lack(),),
    }  # fmt: skip
    return HeldLine(**(said | changes))  # type: ignore[arg-type]


def table(*lines: HeldLine, texts: Texts = ENGLISH) -> list[dict[str, str | int]]:
    return held_table(COMPANY, LEAD_TO_CLOSE, texts, lines, TODAY)


def test_a_held_case_says_what_is_missing_who_can_mend_it_how_long_and_how_many_pesos() -> None:
    (row,) = table(a_line(lacks=(a_lack("Credit: authorised", "credit"),)))
    credit = COMPANY.roles["credit"].en
    assert list(row.values()) == [
        "OPP-1", "Acme", "Credit authorised", "$1,250,000", "Credit: authorised", credit, "Ana", 10, "Negotiated"
    ]  # fmt: skip


def test_the_company_reads_its_own_language() -> None:
    (row,) = table(a_line(), texts=SPANISH)
    assert row["Lo que falta"] == "Account: recorded (es)"
    assert row["Va hacia"] == "Crédito autorizado"


def test_a_case_with_neither_client_nor_owner_nor_value_is_shown_all_the_same() -> None:
    (row,) = table(a_line(account=None, name=None, owner=None, value_mxn=None))
    assert (row["Customer"], row["Owner"], row["MXN at stake"]) == ("(no name)", "(nobody)", "")


def test_an_imported_case_stands_nowhere_yet() -> None:
    (row,) = table(a_line(stage="imported", target="won"))
    assert row["Stands at"] == "imported, unproven"


def test_a_hostile_name_is_only_a_name() -> None:
    (row,) = table(a_line(account="<img src=x>", owner="[x](http://evil.example)"))
    assert "<img" not in str(row["Customer"])
    assert "](" not in str(row["Owner"])


def test_of_many_reasons_some_are_named_and_the_rest_counted() -> None:
    (row,) = table(a_line(lacks=tuple(a_lack(f"Rule {n}") for n in range(5))))
    assert row["What is missing"] == "Rule 0; Rule 1; Rule 2; 2 more"


def test_a_table_cut_at_its_limit_says_so() -> None:
    tally = HeldTally(7, {"credit": 5, "owner": 3}, {})
    said = held_description(LEAD_TO_CLOSE, ENGLISH, tally, [a_line()], COMPANY)
    assert "7 cases are held" in said
    assert "the 1 of most value are shown" in said
    assert f"{COMPANY.roles['credit'].en} 5" in said


def test_the_stages_add_up() -> None:
    lines = [
        StageLine("lead", 30, 0, 10, Decimal(0)),
        StageLine("won", 12, 2, 0, Decimal("5760000")),
    ]
    page = stages_markdown(COMPANY, LEAD_TO_CLOSE, ENGLISH, lines)
    assert "| Total |  | 42 |  | 10 | 2 |" in page
    assert "\\$5,760,000" in page


def test_stages_without_an_import_speak_of_none() -> None:
    page = stages_markdown(COMPANY, LEAD_TO_CLOSE, ENGLISH, [StageLine("lead", 1, 0, 0, Decimal(0))])
    assert "mported" not in page


def test_the_message_counts_cases_and_for_whom_the_held_ones_wait() -> None:
    tally = HeldTally(60, {"credit": 41, "legal": 19}, {})
    said = run_message(COMPANY, ENGLISH, tally, {"moved": 214, "created": 3, "asked": 1})
    credit, legal = COMPANY.roles["credit"].en, COMPANY.roles["legal"].en
    assert said == f"214 moved · 3 cases created · 1 decision asked for · 60 held · {credit} 41 · {legal} 19"


def test_a_run_that_moved_nothing_says_so_and_a_rehearsal_says_would() -> None:
    nobody = HeldTally(0, {}, {})
    assert run_message(COMPANY, ENGLISH, nobody, {}) == "nothing to move"
    assert run_outcome(ENGLISH, nobody, {"moved": 2}, rehearsal=True) == "2 would move"
    assert run_outcome(SPANISH, HeldTally(1, {}, {}), {"moved": 1}) == "1 avanzó, 1 detenido"


def test_a_bar_shows_whatever_is_not_nothing() -> None:
    assert (bar(0, 10), bar(1, 1_000_000), bar(10, 10), bar(0, 0)) == ("", "█", "█" * 12, "")


def test_a_trend_goes_from_the_lowest_to_the_highest() -> None:
    assert trend([Decimal(90), Decimal(95), Decimal(100)]) == "▁▄█"
    assert trend([Decimal(90)]) == "▄"
    assert trend([]) == ""
