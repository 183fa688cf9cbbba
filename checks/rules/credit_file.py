"""The credit file: its papers, the 69-B list of the SAT, and what the client owes besides (000/A21, A28, M11).

The papers are those of ``config/credit.toml``, one rule each, so that who is held reads which one is lacking.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, func, or_

from checks.exposure import contracted, granted, open_invoices
from checks.expressions import in_force, past, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from config.credit import Paper
from crm.model import Account, CreditDecision, Document, Opportunity, TaxListEntry

Opp = Opportunity
PERSON_RFC = 13


def rules(company: Company) -> Iterator[Rule]:
    yield from _papers(company)
    yield from _tax_list(company)
    yield from _exposure(company)


# --- papers ---------------------------------------------------------------------------------------------------------


def _papers(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    for kind, paper in company.credit_file.paper.items():
        en, es = (", ".join((paper.name.to(word), *_age(paper, word))) for word in ("en", "es"))
        yield rule(
            paper_key(kind), "000/A21",
            says=(f"In the client's credit file and valid: {en}", f"En el expediente de crédito del cliente y vigente: {es}"),
            mend=(f"Ask the client for it and file it: {paper.name.en}.", f"Solicítela o solicítelo al cliente y archive: {paper.name.es}."),
            when=is_asked(paper),
            holds=there_is(Document, Document.account_id == Opp.account_id, is_paper(Document, kind), is_valid(Document, paper)),
            from_stage="credit_authorised", until="contracted", weight=paper.weight,
        )  # fmt: skip


def paper_key(kind: str) -> str:
    """The key of the rule that asks for a paper."""
    return f"A21-{kind.replace('_', '-')}"


def is_asked(paper: Paper) -> ColumnElement[bool] | None:
    """The paper is asked of this kind of taxpayer, for an opportunity of this value; ``None``: of everybody, always."""
    asked = []
    if len(set(paper.required_of)) == 1:
        person = func.length(func.coalesce(Account.rfc, "")) == PERSON_RFC
        asked.append(person if "person" in paper.required_of else ~person)
    if paper.from_mxn:
        asked.append(Opp.amount_mxn >= paper.from_mxn)
    return and_(*asked) if asked else None


def is_paper(document: type[Document], kind: str) -> ColumnElement[bool]:
    """The document is one of this kind, and was not refused when it was examined."""
    return and_(document.kind == kind, document.state != "refused")


def is_valid(document: type[Document], paper: Paper, ahead: int = 0) -> ColumnElement[bool]:
    """The paper holds today, and will for so many days more."""
    expires = document.valid_until
    unexpired = and_(expires.is_not(None), ~past(expires, -ahead)) if ahead else in_force(expires)
    holds = [unexpired if paper.says_until else or_(expires.is_(None), unexpired)]
    if paper.valid_days is not None:
        holds.append(~past(document.issued_on, paper.valid_days - ahead))
    return and_(*holds)


def _age(paper: Paper, language: str) -> Iterator[str]:
    if paper.valid_days is not None:
        days = paper.valid_days
        yield f"de máximo {days} días" if language == "es" else f"{days} days old at most"
    if paper.says_until:
        yield "con fecha de vencimiento" if language == "es" else "with its day of expiry"


# --- the 69-B list --------------------------------------------------------------------------------------------------

_GATES = {
    "opportunity": {"from_stage": "credit_authorised", "until": "contracted"},
    "delivery": {"stages": ("released", "prepared", "dispatched")},
    "account": {},
}
"""Where the list is consulted: at credit, at the contract, again at the release and on the way (M11), and in the audit."""


def _tax_list(company: Company) -> Iterator[Rule]:
    for record, where in _GATES.items():
        rule = RuleWriter(company, record)
        yield rule(
            f"A21-69b-definitive{_of(record)}", "000/A21",
            says=("The client is not on the definitive list of article 69-B (simulated operations)",
                  "El cliente no está en el listado definitivo del artículo 69-B (operaciones simuladas)"),
            mend=("Do not sell to this client: only the SAT or a court can take it off the list.",
                  "No venda a este cliente: sólo el SAT o un tribunal puede retirarlo del listado."),
            holds=~_is_listed("definitive"), mender="credit", weight=40, **where,  # type: ignore[arg-type]
        )  # fmt: skip
        yield rule(
            f"A21-69b-presumed{_of(record)}", "000/A21",
            says=("The client is not on the list of those presumed under article 69-B",
                  "El cliente no está en el listado de presuntos del artículo 69-B"),
            mend=("Wait until the client has disproved it and the SAT publishes so; then read the new list.",
                  "Espere a que el cliente lo desvirtúe y el SAT lo publique; después cargue el listado nuevo."),
            holds=~_is_listed("presumed"), mender="credit", weight=30, **where,  # type: ignore[arg-type]
        )  # fmt: skip


def _of(record: str) -> str:
    return "" if record == "opportunity" else f"-{record}"


def _is_listed(situation: str) -> ColumnElement[bool]:
    return there_is(TaxListEntry, TaxListEntry.rfc == Account.rfc, TaxListEntry.situation == situation)


# --- exposure -------------------------------------------------------------------------------------------------------


def _exposure(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    besides = contracted(Opp.account_id, Opp.id) + open_invoices(Opp.account_id)
    room = granted(Opp.account_id, Opp.id) + CreditDecision.limit_mxn - Opp.amount_mxn
    yield rule(
        "A21-exposure-within-limit", "000/A21",
        says=("What the client owes, with this opportunity, is within the limits that credit granted",
              "Lo que debe el cliente, con esta oportunidad, está dentro de los límites que otorgó crédito"),
        mend=("Collect what is owed, or ask for a limit that covers it; what it is: seiton credit.",
              "Cobre lo adeudado o solicite un límite que lo cubra; cuánto es: seiton credit."),
        when=CreditDecision.limit_mxn >= Opp.amount_mxn,  # less than that is another rule's
        holds=besides <= room,
        from_stage="credit_authorised", until="contracted", mender="credit", decision="credit", weight=30,
    )  # fmt: skip
