"""The verbs of campaigns: score and hold, draft, measure, show (003/D16–D20)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prefect import task
from prefect.cache_policies import NO_CACHE

from checks.campaigns import Judged, judge_campaigns, measure_campaigns
from checks.drafts import write_drafts
from crm.campaigns import shown_campaigns
from crm.database import unit_of_work
from reports.campaigns import campaigns_table, reason_in_words
from tasks.names import beginning, say
from tasks.show import show_table
from tasks.work import Call, Work, crm

LISTED = 200


class CampaignWork(Work):
    """The work on all campaigns; ``judged`` are the open ones, once they were scored."""

    judged: list[Judged]

    @property
    def message(self) -> str:
        """What the run did, for its state and its name."""
        return self.texts("campaign.outcome", **self.done)


@contextmanager
def work_on_campaigns(call: Call) -> Iterator[CampaignWork]:
    """The work on the campaigns. Raises ``CannotRun`` as ``work_on`` does."""
    with crm() as (engine, rules, _):
        yield CampaignWork(engine, rules, call)


@task(name="score-the-campaigns", task_run_name=beginning("campaign.scoring"), cache_policy=NO_CACHE)
def score_the_campaigns(work: CampaignWork) -> None:
    """Score every open campaign by its five factors; what stands on poor data or off target is held with what to mend."""
    with unit_of_work(work.bind) as session:
        work.judged = judge_campaigns(
            session, work.company, work.today, lambda reason: reason_in_words(work.texts, reason)
        )
    work.done["scored"] = len(work.judged)
    work.done["held"] = sum(not judged.appraisal.may_run for judged in work.judged)
    say(work.texts("campaign.scored", count=work.done["scored"], held=work.done["held"]))


@task(name="write-the-drafts", task_run_name=beginning("campaign.drafting"), cache_policy=NO_CACHE)
def write_the_drafts(work: CampaignWork) -> None:
    """Choose whom each campaign that may run addresses, and write the drafts. Nothing is sent."""
    drafts = 0
    for judged in work.judged:
        if judged.appraisal.may_run:
            with unit_of_work(work.bind) as session:
                drafts += write_drafts(session, work.company, judged, work.today, work.now)
    work.done["drafts"] = drafts
    say(work.texts("campaign.drafted", count=drafts))


@task(name="measure-the-response", task_run_name=beginning("campaign.measuring"), cache_policy=NO_CACHE)
def measure_the_response(work: CampaignWork) -> None:
    """Count what running campaigns sent, who answered, which leads came and what was won from them."""
    with unit_of_work(work.bind) as session:
        work.done["measured"] = measure_campaigns(session, work.today)
    say(work.texts("campaign.measured", count=work.done["measured"]))


@task(name="show-the-campaigns", task_run_name=beginning("campaign.showing"), cache_policy=NO_CACHE)
async def show_the_campaigns(work: CampaignWork) -> None:
    """The campaigns with their scores, why they are held, and what came of them."""
    with unit_of_work(work.bind) as session:
        rows = campaigns_table(work.company, work.texts, shown_campaigns(session, LISTED))
    title = work.texts("campaign.title", day=work.today)
    await show_table(work, "campaigns", rows, title, work.texts("campaign.showing"))
