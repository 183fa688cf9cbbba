"""What is agreed is written, congruent, and prepared with a plan B (000/A18–A20, 001/B31, 004/E06)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.expressions import given, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Agreement, Objection, Opportunity

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")

    yield rule(
        "B31-framework-agreement", "001/B31",
        says=("The negotiation has a framework agreement (plan A)", "La negociación tiene un acuerdo marco (plan A)"),
        mend=("Write the agreement that is sought.", "Escriba el acuerdo que se busca."),
        holds=given(Opp.framework_agreement), from_stage="negotiated",
    )  # fmt: skip
    yield rule(
        "B31-batna", "001/B31",
        says=("The negotiation has a plan B (BATNA)", "La negociación tiene un plan B (BATNA)"),
        mend=("Write what is done if there is no agreement.", "Escriba qué se hará si no hay acuerdo."),
        holds=given(Opp.batna), from_stage="negotiated",
    )  # fmt: skip
    yield rule(
        "E06-objections-answered", "004/E06",
        says=("Every objection has an answer", "Toda objeción tiene respuesta"),
        mend=("Answer the open objections and record the answers.", "Responda las objeciones abiertas y captúrelas."),
        holds=~there_is(Objection, Objection.opportunity_id == Opp.id, ~given(Objection.response)),
        from_stage="negotiated",
    )  # fmt: skip
    for key, source, party, en, es in (
        ("A18-internal-agreements-written", "000/A18", "internal", "internal agreement", "acuerdo interno"),
        (
            "A19-client-agreements-written",
            "000/A19",
            "client",
            "agreement with the client",
            "acuerdo con el cliente",
        ),
    ):
        yield rule(
            key, source,
            says=(f"Every {en} is in writing", f"Todo {es} está por escrito"),
            mend=("Attach the document of each agreement.", "Adjunte el documento de cada acuerdo."),
            holds=~there_is(
                Agreement, Agreement.opportunity_id == Opp.id, Agreement.party == party, Agreement.document_id.is_(None)
            ),
            from_stage="negotiated", weight=20,
        )  # fmt: skip
    yield rule(
        "A20-agreements-congruent", "000/A20",
        says=("Every agreement is congruent with the contract and its annexes", "Todo acuerdo es congruente con el contrato y sus anexos"),
        mend=("Correct the contract or the agreement, and record that they match.",
              "Corrija el contrato o el acuerdo y registre que coinciden."),
        holds=~there_is(Agreement, Agreement.opportunity_id == Opp.id, Agreement.matches_contract.is_not(True)),
        from_stage="contracted", mender="legal", weight=20,
    )  # fmt: skip
