"""Whom to pursue: the pain is one that we solve, the fit with the ideal client is scored and enough (000/A03, A04, 004/E03)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_

from checks.expressions import given
from checks.rule import Rule, RuleWriter
from checks.terms import approved
from config.company import Company
from crm.model import Account, ApprovalDecision, Opportunity

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    yield from _opportunities(company)
    yield from _accounts(company)


def _opportunities(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    least = company.market.icp.minimum_percent

    yield rule(
        "A04-pain-of-catalogue", "000/A04",
        says=("The client's main pain is one that we solve", "El dolor principal del cliente es uno que resolvemos"),
        mend=("Choose the pain from the catalogue (config/market.toml).", "Elija el dolor del catálogo (config/market.toml)."),
        when=given(Opp.main_pain), holds=Opp.main_pain.in_(sorted(company.market.pain)),
        from_stage="qualified", consumers=("proposal",), weight=5,
    )  # fmt: skip
    yield rule(
        "A03-icp-scored", "000/A03",
        says=("The fit with the ideal client is scored", "El ajuste con el cliente ideal está calificado"),
        mend=("Let the next sweep score it; 'seiton score' shows from which facts.",
              "Espere al siguiente barrido, que lo califica; 'seiton score' muestra con qué datos."),
        holds=Opp.icp_percent.is_not(None),
        from_stage="qualified", until="contracted", weight=5,
    )  # fmt: skip
    yield rule(
        "A03-icp-minimum", "000/A03",
        says=(f"A new client fits our ideal client by at least {least} %, or its exception is approved",
              f"Un cliente nuevo se ajusta al menos {least} % al cliente ideal, o su excepción está aprobada"),
        mend=("Complete what 'seiton score' shows as unknown, nurture the client, or ask the sales manager for an exception.",
              "Complete lo que 'seiton score' muestra como desconocido, pase el cliente a maduración o solicite una excepción al gerente comercial."),
        when=and_(Opp.kind == "new", Opp.icp_percent.is_not(None)),
        holds=or_(Opp.icp_percent >= least, approved(company, "profile", ApprovalDecision.percent <= Opp.icp_percent)),
        stages=["qualified"], mender="sales_manager", decision="profile", weight=10,
    )  # fmt: skip


def _accounts(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")
    for key, source, column, known, en, es in (
        ("A03-segment-of-catalogue", "000/A03", Account.segment, company.market.segment, "segment", "segmento"),
        ("B01-market-of-catalogue", "001/B01", Account.market_type, company.market.market_type, "market type", "tipo de mercado"),
    ):  # fmt: skip
        yield rule(
            key, source,
            says=(f"The {en} of the account is one of the catalogue", f"El {es} de la cuenta está en el catálogo"),
            mend=(f"Choose the {en} from the catalogue (config/market.toml).", f"Elija el {es} del catálogo (config/market.toml)."),
            when=given(column), holds=column.in_(sorted(known)), weight=5,
        )  # fmt: skip
