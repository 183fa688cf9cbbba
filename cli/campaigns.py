"""``seiton campaigns``: the score of each, why one is held, what came of it; of one its factors and drafts (003/D16–D20)."""

from __future__ import annotations

from checks.campaigns import OPEN, Judged, look_at
from checks.drafts import shown_drafts
from cli import market_texts as t
from cli import texts
from cli.desk import desk
from cli.exits import Ends, Stop
from cli.screen import Screen, pesos
from config.company import Company
from crm.campaigns import CODE, find_campaign, shown_campaigns
from crm.database import Session
from crm.model import Campaign
from reports.campaigns import (
    channel_in_words,
    reason_in_words,
    response_percent,
    state_in_words,
    target_in_words,
)
from reports.texts import Texts, percent

DRAFTS_SHOWN = 2


def campaigns(name: str | None, limit: int, as_json: bool) -> None:
    """List the campaigns, or show one. It writes nothing."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        if name is None:
            _list(screen, at.company, session, limit)
            return
        campaign = find_campaign(session, name)
        if campaign is None:
            raise Stop(Ends.WRONG_CALL, t.CAMPAIGN_UNKNOWN, name=name)
        _show(screen, at.company, session, campaign)


def _list(screen: Screen, company: Company, session: Session, limit: int) -> None:
    words = Texts(screen.language)
    found = shown_campaigns(session, limit)
    screen.json([_for_script(one) for one in found])
    if not found:
        screen.say(t.NO_CAMPAIGNS)
        return
    columns = [
        words(f"campaign.{name}")
        for name in (
            "name",
            "status",
            "score",
            "database",
            "audience",
            "sent",
            "response",
            "leads",
            "won",
            "held",
        )
    ]
    rows = [
        (
            f"{CODE}-{one.id}", one.name, state_in_words(words, one), percent(one.score_percent),
            percent(one.database_percent), one.audience or 0, one.sent or 0, percent(response_percent(one)), one.leads or 0,
            pesos(one.won_mxn), (one.held_reasons or "").split("\n")[0],
        )
        for one in found
    ]  # fmt: skip
    screen.table((texts.NUMBER, *columns), rows)
    screen.say(t.CAMPAIGN_ASK, code=f"{CODE}-{found[0].id}")


def _show(screen: Screen, company: Company, session: Session, campaign: Campaign) -> None:
    words, judged = Texts(screen.language), look_at(session, company, campaign)
    found = judged.appraisal
    drafts = shown_drafts(session, campaign, DRAFTS_SHOWN)
    screen.json({
        **_for_script(campaign), "audience_today": judged.audience, "score_today": found.score_percent,
        "factors": [one._asdict() for one in found.factors], "reasons": [reason_in_words(words, one) for one in found.reasons],
        "drafts": [{"for": reader, "message": said} for reader, said in drafts],
    })  # fmt: skip
    about = (channel_in_words(company, words, campaign), target_in_words(company, words, campaign))
    screen.print(
        " · ".join(
            part for part in (f"{CODE}-{campaign.id}", campaign.name, state_in_words(words, campaign), *about) if part
        ),
        "bold",
    )  # fmt: skip
    if campaign.status in OPEN:
        _score(screen, company, words, judged)
    if campaign.measured_on is not None:
        screen.say(
            t.CAME_OF_IT, sent=campaign.sent or 0, answered=campaign.answered or 0,
            response=percent(response_percent(campaign)) or "0 %", leads=campaign.leads or 0, won=pesos(campaign.won_mxn),
        )  # fmt: skip
    for reader, said in drafts:
        screen.print()
        maker = company.market.decision_maker.get(reader or "")
        screen.say(t.DRAFT_FOR, "bold", reader=maker.name.to(screen.language) if maker else reader or "?")
        screen.print(said)


def _score(screen: Screen, company: Company, words: Texts, judged: Judged) -> None:
    rows = [
        (words(f"campaign.factor_{one.name}"), percent(one.percent), f"{one.weight}", percent(one.points))
        for one in judged.appraisal.factors
    ]
    screen.table((t.FACTOR, t.PERCENT, t.WEIGHT, t.POINTS), rows)
    screen.say(t.AUDIENCE, **vars(judged.audience))
    least = company.market.campaign.minimum_score_percent
    screen.say(t.TOTAL, score=percent(judged.appraisal.score_percent), least=least)
    if judged.appraisal.may_run:
        screen.say(t.MAY_RUN, "green")
        return
    screen.say(t.HELD, "yellow")
    for reason in judged.appraisal.reasons:
        screen.print(f"  {reason_in_words(words, reason)}")


def _for_script(one: Campaign) -> dict[str, object]:
    names = (
        "id", "name", "status", "channel", "target_segment", "target_market_type", "target_kind", "message", "starts_on",
        "ends_on", "score_percent", "database_percent", "audience", "audience_usable", "held_reasons", "sent", "answered",
        "leads", "won_mxn", "measured_on",
    )  # fmt: skip
    return {"code": f"{CODE}-{one.id}", **{name: getattr(one, name) for name in names}}
