"""The verbs of a decision: wait for the answer, record it, take the case on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.flow_runs import asuspend_flow_run

from checks.decisions import DecisionRefused, Desk, answer, keep_refusal, name_of
from checks.lifecycle import take_on
from checks.questions import FORM_CHANNEL, question
from crm.database import unit_of_work
from crm.identity import keeper
from crm.questions import Question
from tasks.decision_form import answer_of, form, key_of
from tasks.names import beginning, say
from tasks.work import Call, CannotRun, Work, crm


class QuestionWork(Work):
    """The work on one approval question."""

    request_id: int
    stage: str = ""
    approver: str = ""

    def read(self) -> Question:
        """The question as it stands in the CRM."""
        with unit_of_work(self.bind) as session:
            found = question(session, self.company, self.request_id, self.today)
        if found is None:
            raise CannotRun(self.texts("decide.no_request", number=self.request_id))
        return found

    @property
    def message(self) -> str:
        """What came of the question, for the state of the run."""
        asked = self.read()
        if not self.approver:
            return self.texts("decide.elsewhere", status=self.texts(f"decide.status_{asked.status}"))
        return self.texts(
            "decide.message", outcome=self.texts(f"decide.was_{asked.status}"), approver=self.approver, case=asked.case,
            stage=self.stage,
        )  # fmt: skip


@contextmanager
def work_on_question(request_id: int, call: Call) -> Iterator[QuestionWork]:
    """The work on one question. Raises ``CannotRun`` where the CRM can't be opened."""
    with crm() as (engine, rules, _):
        work = QuestionWork(engine, rules, call)
        work.request_id = request_id
        yield work


async def wait_for_the_answer(work: QuestionWork, asked: Question) -> Any:
    """What somebody typed into the form. Until then there is no process: the run is suspended, this call ends it."""
    return await asuspend_flow_run(wait_for_input=form(work.texts, asked), key=key_of(asked))


@task(name="record-the-answer", task_run_name=beginning("decide.recording"), cache_policy=NO_CACHE)
def record_the_answer(work: QuestionWork, given: Any) -> bool:
    """Record the answer in one guarded write; whether it was taken. One that is not is kept with its reason."""
    desk = Desk(work.bind, work.rules, keeper, FORM_CHANNEL)
    try:
        said = answer_of(work.texts, given)
    except DecisionRefused as reason:
        keep_refusal(desk, work.request_id, given.approver, reason, work.now)
        say(work.texts("decide.refused_step", reason=work.texts.of(reason.says)))
        return False
    try:
        decision = answer(desk, work.request_id, said, work.now)
    except DecisionRefused as reason:
        say(work.texts("decide.refused_step", reason=reason.to(work.texts.language)))
        return False
    work.approver = name_of(work.bind, decision.approver_id)
    say(
        work.texts(
            "decide.recorded", approver=work.approver, outcome=work.texts(f"decide.was_{decision.outcome}")
        )
    )
    emit_event(
        event=f"seiton.decision.{decision.outcome}",
        resource={"prefect.resource.id": f"seiton.case.OPP-{decision.opportunity_id}"},
        payload={"request": decision.request_id, "kind": decision.kind, "outcome": decision.outcome},
    )
    return True


@task(name="take-the-case-on", task_run_name=beginning("decide.moving"), cache_policy=NO_CACHE)
def take_the_case_on(work: QuestionWork, asked: Question) -> None:
    """Let the case enter every stage that is open to it now, and the delivery of what it sold."""
    stage = take_on(work.bind, work.rules, asked.opportunity_id, work.now, work.actor, work.closed_days)
    work.stage = work.texts.of(work.company.lifecycles["opportunity"][stage].name)
    say(work.texts("decide.moved", case=asked.case, stage=work.stage))
