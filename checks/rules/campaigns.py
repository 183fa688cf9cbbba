"""A campaign is segmented, worded in three parts, scored, runs only on good data, and is measured (000/A06; 003/D16–D19)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_

from checks.expressions import given, past
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Campaign

OPEN = ("planned", "held", "active")


def rules(company: Company) -> Iterator[Rule]:
    rule, market = RuleWriter(company, "campaign"), company.market
    is_open = Campaign.status.in_(OPEN)

    yield rule(
        "D17-channel", "003/D17",
        says=("A campaign uses a channel of the catalogue", "La campaña usa un canal del catálogo"),
        mend=("Choose the channel (config/market.toml).", "Elija el canal (config/market.toml)."),
        when=is_open, holds=Campaign.channel.in_(sorted(market.channel)),
    )  # fmt: skip
    yield rule(
        "D16-segmented", "003/D16",
        says=("A campaign has a target: a segment or a market type of the catalogue",
              "La campaña tiene un objetivo: un segmento o tipo de mercado del catálogo"),
        mend=("Name the segment or the market type that is addressed.", "Indique el segmento o tipo de mercado al que se dirige."),
        when=is_open,
        holds=or_(
            and_(Campaign.target_segment.is_(None), Campaign.target_market_type.in_(sorted(market.market_type))),
            and_(Campaign.target_market_type.is_(None), Campaign.target_segment.in_(sorted(market.segment))),
            and_(Campaign.target_segment.in_(sorted(market.segment)), Campaign.target_market_type.in_(sorted(market.market_type))),
        ),
    )  # fmt: skip
    yield rule(
        "A06-message", "000/A06",
        says=("A campaign speaks in the house style: a message of hook, anecdote and offer, and its own offer",
              "La campaña habla con el estilo de la casa: un mensaje de anzuelo, anécdota y oferta, y su propia oferta"),
        mend=("Choose the message (config/market.toml) and write the offer.", "Elija el mensaje (config/market.toml) y escriba la oferta."),
        when=is_open, holds=and_(Campaign.message.in_(sorted(market.message)), given(Campaign.offer)),
    )  # fmt: skip
    yield rule(
        "D18-scored", "003/D18",
        says=("An open campaign is scored by its five factors", "Una campaña abierta está calificada con sus cinco factores"),
        mend=("Judge offer, moment and creativity; the flow of campaigns computes the rest.",
              "Califique oferta, momento y creatividad; el flujo de campañas calcula lo demás."),
        when=is_open,
        holds=and_(
            Campaign.score_percent.is_not(None), Campaign.offer_percent.is_not(None),
            Campaign.moment_percent.is_not(None), Campaign.creativity_percent.is_not(None),
        ),
    )  # fmt: skip
    yield rule(
        "D19-good-data", "003/D19",
        says=(f"A campaign runs only on good data: at least {market.campaign.minimum_database_percent} % of its audience can be used,"
              " and nothing holds it",
              f"Una campaña corre solo con buenos datos: se puede usar al menos {market.campaign.minimum_database_percent} % de su"
              " audiencia, y nada la detiene"),
        mend=("Stop it; mend the contacts that 'seiton campaigns' counts, or choose another audience.",
              "Deténgala; corrija los contactos que cuenta 'seiton campaigns' o elija otra audiencia."),
        when=Campaign.status == "active",
        holds=and_(Campaign.database_percent >= market.campaign.minimum_database_percent, ~given(Campaign.held_reasons)),
        weight=20,
    )  # fmt: skip
    yield rule(
        "D16-measured", "003/D16",
        says=("A finished campaign that was sent has its response measured", "Una campaña terminada que se envió tiene medida su respuesta"),
        mend=("Record who answered; the flow of campaigns counts it.", "Registre quién respondió; el flujo de campañas lo cuenta."),
        when=and_(Campaign.status == "finished", Campaign.sent > 0),
        holds=and_(Campaign.measured_on.is_not(None), Campaign.answered.is_not(None)),
        weight=5,
    )  # fmt: skip
    yield rule(
        "D16-ends", "003/D16",
        says=("A campaign at work has not passed its end", "Una campaña activa no ha pasado su fecha de fin"),
        mend=("Finish it, or set another end.", "Termínela o capture otra fecha de fin."),
        when=is_open, holds=and_(Campaign.ends_on.is_not(None), ~past(Campaign.ends_on)),
        weight=5,
    )  # fmt: skip
