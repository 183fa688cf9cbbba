"""What people see of an audit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from config.company import Text
from crm.model import AuditRun
from crm.standing import ChangeLine, MendLine, ScoreLine
from reports.audits import (
    audit_message,
    changes_markdown,
    score_markdown,
    worklist_description,
    worklist_table,
)
from reports.lifecycles import CaseStory, case_markdown
from reports.texts import Texts
from tests.company.facts import the_company

TODAY = dt.date(2026, 11, 20)
COMPANY = the_company()
ENGLISH, SPANISH = Texts("en"), Texts("es")


def an_audit(**changes: object) -> AuditRun:
    said: dict[str, object] = {
        "day": TODAY, "records": 15_041, "failing": 952, "open_findings": 1_320, "new_findings": 14,
        "resolved_findings": 9, "score_percent": Decimal("93.67"), "debt_mxn": Decimal("36270625.40"),
    }  # fmt: skip
    return AuditRun(**(said | changes))


def a_score(name: str, debt: int = 1_000) -> ScoreLine:
    return ScoreLine(name, name, 10, 2, 3, Decimal("80.00"), Decimal(debt))


def a_finding(owner: str | None = "Ana", **changes: object) -> MendLine:
    said: dict[str, object] = {
        "code": "account 7", "rule": "E15", "sentence": Text(en="Has a name", es="Tiene nombre"),
        "mend": Text(en="Fill it in.", es="Captúrelo."), "mender": "owner", "first_seen": dt.date(2026, 11, 1),
        "debt_mxn": Decimal("830250.00"),
    }  # fmt: skip
    return MendLine(owner, **(said | changes))  # type: ignore[arg-type]


def test_the_message_of_an_audit_is_its_figures() -> None:
    assert audit_message(ENGLISH, an_audit()) == (
        "score 93.7 % · debt $36,270,625 MXN · 1,320 findings · 14 new · 9 resolved"
    )


def test_the_first_audit_stands_alone_and_the_next_beside_the_one_before() -> None:
    alone = score_markdown(ENGLISH, [an_audit()], {}, lambda _, line: line.name)
    assert alone.splitlines()[0] == "| Measure | 2026\\-11\\-20 |"
    assert "Trend" not in alone
    earlier = an_audit(day=dt.date(2026, 11, 19), score_percent=Decimal("90.00"))
    both = score_markdown(ENGLISH, [earlier, an_audit()], {}, lambda _, line: line.name)
    assert "| Score | 93\\.7 % | 90\\.0 % |" in both
    assert "last 2 days with an audit: ▁█" in both


def test_scores_are_shown_by_whoever_has_to_do_with_them() -> None:
    lines = {"owner": [a_score("Ana"), a_score("")], "rule": [a_score("A21")], "team": []}
    page = score_markdown(ENGLISH, [an_audit()], lines, lambda kind, line: f"{kind} {line.name}")
    assert page.index("## By owner") < page.index("## By rule")
    assert "| owner Ana | 80\\.0 % | 10 | 3 | \\$1,000 |" in page
    assert "By team" not in page


def test_the_worklist_says_whose_what_how_and_since_when() -> None:
    (row,) = worklist_table(COMPANY, SPANISH, [a_finding()], TODAY)
    assert list(row.values()) == [
        "Ana", "account 7", "$830,250", 19, "Tiene nombre", "Captúrelo.", "responsable",
    ]  # fmt: skip


def test_what_belongs_to_nobody_is_on_the_worklist_too() -> None:
    (row,) = worklist_table(COMPANY, ENGLISH, [a_finding(None)], TODAY)
    assert row["Owner"] == "(nobody)"


def test_a_worklist_that_was_cut_says_so() -> None:
    said = worklist_description(ENGLISH, [a_finding()], an_audit())
    assert said == "1,320 findings to mend · the 1 of most value are shown · CRM debt $830,250 MXN"
    assert worklist_description(ENGLISH, [], an_audit(open_findings=0)) == "Nothing to mend"


def test_what_is_new_and_what_was_resolved_is_told_by_rule() -> None:
    rule = ChangeLine("E15-account-name", Text(en="Has a name | or two", es=""), 12, 3)
    page = changes_markdown(ENGLISH, [rule])
    assert "| E15\\-account\\-name | Has a name \\| or two | 12 | 3 |" in page
    assert changes_markdown(ENGLISH, []) == "Nothing new, nothing resolved."


def a_story(**changes: object) -> str:
    said: dict[str, object] = {
        "code": "OPP-1", "account": "Acme", "stage": "negotiated", "target": "credit_authorised",
        "since": TODAY, "reasons": [("Credit is authorised", "Ask for it.", "credit desk")],
    }  # fmt: skip
    return case_markdown(COMPANY.lifecycles["opportunity"], ENGLISH, CaseStory(**(said | changes)))  # type: ignore[arg-type]


def test_a_case_is_told_with_each_reason_what_to_do_and_who() -> None:
    assert "Negotiated → Credit authorised · Held since" in a_story()
    assert "| Credit is authorised | Ask for it\\. | credit desk |" in a_story()


def test_a_case_that_nothing_holds_and_one_that_is_done_say_so() -> None:
    assert "it moves at the next run" in a_story(reasons=[], since=None)
    assert "nowhere further to go" in a_story(stage="won", target=None, reasons=[], since=None)


def test_a_client_named_like_a_heading_stays_in_its_line() -> None:
    assert a_story(account="x\n# y <b>").splitlines()[0].startswith("## OPP\\-1 · x \\# y \\<b")
