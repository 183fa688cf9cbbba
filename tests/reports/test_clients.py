"""What managers see of the clients."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

from crm.classifying import CLASS, RUNG, Classified
from crm.client_lists import ChangeLine, ClassLine, ComplaintLine, FallingLine
from policy.clients import Lapses, pace
from reports.clients import ClientPage, clients_markdown, clients_message
from reports.texts import Texts
from tests.company.facts import the_company

TODAY = dt.date(2026, 11, 20)
ENGLISH, SPANISH = Texts("en"), Texts("es")
EMPTY = ClientPage((), pace([]), (), (), (), ())


def written(texts: Texts = ENGLISH, **lists: object) -> str:
    return clients_markdown(the_company(), texts, ClientPage(**(vars(EMPTY) | lists)), TODAY)  # type: ignore[arg-type]


def test_the_message_says_how_many_are_of_each_class_and_what_moved() -> None:
    done = Classified(Counter(A=1_200, B=3, C=4), Counter({CLASS: 2, RUNG: 1}), 9)
    assert clients_message(ENGLISH, done, 0) == (
        "1,207 accounts · A 1,200 · B 3 · C 4 · 2 changed class · 1 moved on the ladder"
    )
    assert (
        clients_message(SPANISH, Classified(Counter(A=1)), 1) == "1 cuenta · A 1 · B 0 · C 0 · 1 queja abierta"
    )


def test_b09_each_class_is_shown_with_the_hours_it_may_have() -> None:
    found = written(classes=[ClassLine("A", 12, 10, 520, Decimal("812.75"))])
    assert "| A | 12 | 10 | 812 | 520 |" in found


def test_b04_the_speed_of_the_sales_is_shown_where_it_is_known() -> None:
    assert "| 2 | 3 | 40 |  |" in written(pace=pace([Lapses(3, 40, None), Lapses(None, 50, None)]))


def test_a_falling_share_is_shown_with_its_plan_or_that_there_is_none() -> None:
    lines = [
        FallingLine(7, "Clínica | Norte", "Ana", Decimal("31.44"), None, None),
        FallingLine(8, None, None, None, "Second site", dt.date(2027, 1, 9)),
    ]
    found = written(falling=lines)
    assert "| Clínica \\| Norte \\(7\\) | Ana | 31\\.4 % | no plan yet |" in found
    assert "| \\(8\\) | \\(nobody\\) |  | Second site | 2027\\-01\\-09 |" in found


def test_a_complaint_is_shown_with_its_cause_and_whether_it_is_overdue() -> None:
    lines = [
        ComplaintLine(7, "Clínica", "Ana", "price", TODAY, TODAY),
        ComplaintLine(8, "Escuela", None, None, TODAY, dt.date(2026, 11, 19)),
    ]
    found = written(complaints=lines)
    assert "| price | 2026\\-11\\-20 | 2026\\-11\\-20 |" in found
    assert "| not found yet | 2026\\-11\\-20 | 2026\\-11\\-19, overdue |" in found


def test_who_rose_and_who_changed_class_is_shown_with_where_from() -> None:
    rose = ChangeLine(7, "Clínica", "Ana", "client", "pro", TODAY)
    fell = ChangeLine(8, "Escuela", "Luis", "A", "B", TODAY)
    found = written(SPANISH, risen=[rose], moved=[fell])
    assert "| cliente | Pro | 2026\\-11\\-20 |" in found
    assert "| A | B | 2026\\-11\\-20 |" in found


def test_an_empty_page_says_so_in_every_part() -> None:
    found = written(SPANISH)
    assert found.count("##") == 6
    assert "No hay quejas abiertas." in found and "No baja la participación" in found
