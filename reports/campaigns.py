"""What people see of campaigns: the score, why one is held, what came of it (003/D16–D19)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from config.company import Company
from crm.model import Campaign
from policy.campaign import Reason, share
from reports.escape import cell
from reports.texts import Texts, percent, pesos, thousands

STATES = ("planned", "held", "active", "finished")


def reason_in_words(texts: Texts, reason: Reason) -> str:
    """What is to be mended, with how many of how many."""
    return texts(f"campaign.{reason.what}", number=_plain(reason.number), of=_plain(reason.of))


def _plain(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return thousands(int(number)) if whole else str(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def target_in_words(company: Company, texts: Texts, campaign: Campaign) -> str:
    """``manufacturing · clients``; a word that is not of the catalogue is shown as it is."""
    market, said = company.market, []
    for word, known in (
        (campaign.target_segment, market.segment),
        (campaign.target_market_type, market.market_type),
    ):
        if word:
            said.append(texts.of(known[word].name) if word in known else word)
    if campaign.target_kind:
        key = f"campaign.kind_{campaign.target_kind}"
        said.append(texts(key) if texts.has(key) else campaign.target_kind)
    return " · ".join(said)


def channel_in_words(company: Company, texts: Texts, campaign: Campaign) -> str:
    """The channel as people read it."""
    channel = company.market.channel.get(campaign.channel or "")
    return texts.of(channel.name) if channel else campaign.channel or ""


def state_in_words(texts: Texts, campaign: Campaign) -> str:
    """Planned, held, at work, finished; a word of another system is shown as it is."""
    status = campaign.status or ""
    return texts(f"campaign.status_{status}") if status in STATES else status


def response_percent(campaign: Campaign) -> Decimal | None:
    """Of those to whom it was sent, how many answered; nothing where nothing was sent."""
    return share(campaign.answered or 0, campaign.sent) if campaign.sent else None


def campaigns_table(
    company: Company, texts: Texts, campaigns: Iterable[Campaign]
) -> list[dict[str, str | int]]:
    """One row a campaign, for a Prefect table."""
    return [
        {
            texts("campaign.name"): cell(one.name),
            texts("campaign.status"): cell(state_in_words(texts, one)),
            texts("campaign.score"): percent(one.score_percent),
            texts("campaign.database"): percent(one.database_percent),
            texts("campaign.audience"): one.audience or 0,
            texts("campaign.held"): cell((one.held_reasons or "").replace("\n", " ")),
            texts("campaign.channel"): cell(channel_in_words(company, texts, one)),
            texts("campaign.target"): cell(target_in_words(company, texts, one)),
            texts("campaign.sent"): one.sent or 0,
            texts("campaign.response"): percent(response_percent(one)),
            texts("campaign.leads"): one.leads or 0,
            texts("campaign.won"): pesos(one.won_mxn),
        }
        for one in campaigns
    ]
