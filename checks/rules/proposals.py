"""The official quote: complete, priced, feasible, above the floor, still valid (000/A05–A07, A14, A22, M05)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_

from checks.authority import conceded
from checks.expressions import given, in_force, there_is
from checks.rule import Rule, RuleWriter
from checks.terms import approved
from config.company import Company
from crm.model import ApprovalDecision, Concession, Opportunity, Proposal, ProposalLine

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    floor = company.pricing.margin_floor_percent
    limit = company.pricing.discount_limit_percent

    yield rule(
        "M05-official-quote", "000/M05",
        says=("There is an official quote, made with the current quoter and delivered to the client",
              "Hay una cotización oficial, hecha con el cotizador vigente y entregada al cliente"),
        mend=("Make the quote with the quoter, mark it official and record when it was delivered.",
              "Haga la cotización con el cotizador, márquela como oficial y capture su entrega."),
        holds=and_(Proposal.sent_on.is_not(None), given(Proposal.quoter_version)),
        from_stage="proposed", consumers=("proposal",), weight=30,
    )  # fmt: skip
    yield rule(
        "A07-pricing-variables", "000/A07",
        says=("The quote stores every variable of its price: rent, term, volumes, price per page, margin",
              "La cotización guarda toda variable del precio: renta, plazo, volúmenes, precio por página, margen"),
        mend=("Complete the variables of the quote.", "Complete las variables de la cotización."),
        when=Proposal.id.is_not(None),
        holds=and_(
            Proposal.monthly_mxn > 0, Proposal.term_months > 0, Proposal.included_mono_pages >= 0,
            Proposal.included_colour_pages >= 0, Proposal.click_mono_mxn > 0,
            or_(Proposal.click_colour_mxn > 0, Proposal.included_colour_pages == 0), Proposal.margin_percent.is_not(None),
        ),
        from_stage="proposed", consumers=("proposal", "billing"), weight=20,
    )  # fmt: skip
    yield rule(
        "M05-margin-floor", "000/M05",
        says=(f"The margin is at least {floor} %, or its exception is approved",
              f"El margen es de al menos {floor} %, o su excepción está aprobada"),
        mend=("Improve the margin, or ask the sales manager for an exception.",
              "Mejore el margen o solicite una excepción al gerente comercial."),
        when=Proposal.margin_percent.is_not(None),
        holds=or_(Proposal.margin_percent >= floor, approved(company, "margin", ApprovalDecision.percent <= Proposal.margin_percent)),
        from_stage="proposed", until="contracted", mender="sales_manager", decision="margin", weight=25,
    )  # fmt: skip
    yield rule(
        "A09-discount-limit", "000/A09",
        says=(f"The discount is {limit} % at most, or it is approved", f"El descuento es de máximo {limit} %, o está aprobado"),
        mend=("Lower the discount, or ask the sales manager to approve it.",
              "Reduzca el descuento o solicite su aprobación al gerente comercial."),
        when=Proposal.id.is_not(None),
        holds=or_(Proposal.discount_percent <= limit, approved(company, "discount", ApprovalDecision.percent >= Proposal.discount_percent)),
        from_stage="proposed", until="contracted", mender="sales_manager", decision="discount", weight=15,
    )  # fmt: skip
    yield rule(
        "B42-concessions-approved", "001/B42",
        says=("What was conceded was planned, or is approved", "Lo concedido estaba planeado, o está aprobado"),
        mend=("Take the concession back, or ask the sales manager to allow it.",
              "Retire la concesión o solicite su autorización al gerente comercial."),
        when=there_is(Concession, Concession.opportunity_id == Opp.id, Concession.planned.is_(False)),
        holds=approved(company, "concession", ApprovalDecision.limit_mxn >= conceded()),
        from_stage="negotiated", until="contracted", mender="sales_manager", decision="concession", weight=15,
    )  # fmt: skip
    yield rule(
        "A14-complete-system", "000/A14",
        says=("What is offered is a complete system: equipment, consumables, service and follow-up",
              "Se ofrece un sistema completo: equipo, consumibles, servicio y seguimiento"),
        mend=("Add the parts that the quote lacks.", "Agregue las partes que faltan en la cotización."),
        when=Proposal.id.is_not(None),
        holds=and_(*(
            there_is(ProposalLine, ProposalLine.proposal_id == Proposal.id, ProposalLine.kind == part)
            for part in company.catalogues.system_parts
        )),
        from_stage="proposed", consumers=("proposal", "service"), weight=20,
    )  # fmt: skip
    yield rule(
        "A22-feasible", "000/A22",
        says=("Operations has confirmed that what is offered can be delivered", "Operación confirmó que lo ofrecido se puede cumplir"),
        mend=("Ask Operations to confirm stock, technician and service level.",
              "Pida a Operación confirmar existencia, técnico y nivel de servicio."),
        when=Proposal.id.is_not(None),
        holds=and_(Proposal.feasible_on.is_not(None), Proposal.feasible_by_id.is_not(None)),
        from_stage="proposed", mender="operations", consumers=("installation", "service"), weight=20,
    )  # fmt: skip
    yield rule(
        "A22-feasible-by-another", "000/A22",
        says=("Who confirms feasibility is not who sells", "Quien confirma la factibilidad no es quien vende"),
        mend=("Have Operations confirm it.", "Pida a Operación que lo confirme."),
        when=Proposal.feasible_by_id.is_not(None),
        holds=Proposal.feasible_by_id != Opp.owner_id,
        from_stage="proposed", mender="operations",
    )  # fmt: skip
    yield rule(
        "M05-quote-valid", "000/M05",
        says=("The official quote has not expired", "La cotización oficial está vigente"),
        mend=("Renew the quote with the client.", "Renueve la cotización con el cliente."),
        when=Proposal.id.is_not(None), holds=in_force(Proposal.valid_until),
        stages=["proposed", "negotiated", "credit_authorised", "contracted"], weight=15,
    )  # fmt: skip
    yield rule(
        "A20-amount-is-the-quote", "000/A20",
        says=("The value of the opportunity is that of the official quote", "El valor de la oportunidad es el de la cotización oficial"),
        mend=("Make the amounts equal: monthly billing × term.", "Iguale los montos: facturación mensual × plazo."),
        when=Proposal.id.is_not(None),
        holds=and_(Opp.monthly_mxn == Proposal.monthly_mxn, Opp.amount_mxn == Proposal.monthly_mxn * Proposal.term_months),
        from_stage="proposed", consumers=("billing",), weight=20,
    )  # fmt: skip
