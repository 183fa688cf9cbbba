"""From a decision to the next stage of its case: ``python -m benchmarks.decide [--sizes 1k 10k 100k]``.

In a CRM of each size some questions on credit are answered, each with its code, as ``seiton decide`` and the form in Prefect do:
the decision is recorded, the case walks on as far as it may. The time should not grow with the CRM. Shown: the median and the
slowest of both steps, in milliseconds. What Prefect adds (taking the run up again, some seconds) is not in it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time

import pyotp
import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from benchmarks.samples import NOW, SIZES, a_sample
from checks.decisions import Answer, Desk, answer
from checks.gate import Scope
from checks.install import Installed
from checks.lifecycle import take_on, walk
from crm.database import unit_of_work
from crm.identity import Keeper, enrol
from crm.model import ApprovalRequest, Opportunity, Person
from crm.requests import awaiting


def main() -> None:
    """Measure, and print one line a size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decide")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["1k", "10k"])
    parser.add_argument("--decisions", type=int, default=10, help="how many to take in each CRM (default: 10)")
    given = parser.parse_args()
    print("opportunities   decisions   record, ms (slowest)   next stage, ms (slowest)   moved on")
    for size in given.sizes:
        with a_sample(SIZES[size]) as (engine, rules, _):
            walk(engine, rules, "opportunity", Scope(), NOW, "benchmark")
            recorded, walked, moved = decide(engine, rules, given.decisions)
        print(f"{size:>13} {len(recorded):>11} {_ms(recorded):>22} {_ms(walked):>26} {moved:>10}", flush=True)


def decide(engine: Engine, rules: Installed, number: int) -> tuple[list[float], list[float], int]:
    """Authorise credit for so many cases; seconds to record each, seconds until its case stands, how many moved on."""
    company = rules.rulebook.company
    keeper = Keeper(Fernet.generate_key().decode())
    desk = Desk(engine, rules, lambda: keeper, "benchmark")
    with unit_of_work(engine) as session:
        asked = [
            one for one in awaiting(session, company.may_decide) if one.kind == "credit" and one.may_decide
        ]
    recorded, walked, moved = [], [], 0
    for place, one in enumerate(asked[: number + 1]):
        now = NOW + dt.timedelta(minutes=place + 1)
        with unit_of_work(engine) as session:
            person = session.scalars(sa.select(Person).where(Person.name == one.may_decide[0])).first()
            assert person is not None
            secret = enrol(session, keeper, person, "benchmark", now).secret
            case = session.get_one(ApprovalRequest, one.request_id).opportunity_id
            before = session.get_one(Opportunity, case).stage
        said = Answer("approved", str(person.id), pyotp.TOTP(secret).at(now))
        began = time.perf_counter()
        answer(desk, one.request_id, said, now)
        between = time.perf_counter()
        stage = take_on(engine, rules, case, now, "benchmark")
        if place:  # the first one compiles what the others use
            recorded.append(between - began)
            walked.append(time.perf_counter() - between)
            moved += stage != before
    return recorded, walked, moved


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ({max(seconds) * 1000:.0f})"


if __name__ == "__main__":
    main()
