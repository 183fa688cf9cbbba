"""Accounts and contacts: one client once, reachable, owned, up to date (001/B08, 004/E11, E15, E17)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased

from checks.expressions import (
    GENERIC_RFCS,
    clabe_holds,
    given,
    looks_like_email,
    looks_like_phone,
    looks_like_rfc,
    past,
    rfc_check_digit_holds,
    there_is,
)
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Account, Contact, Contract, Opportunity, Person, Territory

Other = aliased(Account, name="other_account")
Namesake = aliased(Contact, name="namesake")
Keeper = aliased(Person, name="keeper")


def rules(company: Company) -> Iterator[Rule]:
    yield from _accounts(company)
    yield from _contacts(company)


def _accounts(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")

    yield rule(
        "E11-duplicate-rfc", "004/E11",
        says=("No other account has the same RFC", "Ninguna otra cuenta tiene el mismo RFC"),
        mend=("Merge the two accounts, or correct the RFC.", "Una las dos cuentas o corrija el RFC."),
        when=and_(given(Account.rfc), Account.rfc.not_in(GENERIC_RFCS)),
        holds=~there_is(Other, Other.rfc == Account.rfc, Other.id != Account.id),
        consumers=("billing",), weight=20,
    )  # fmt: skip
    yield rule(
        "E11-duplicate-name", "004/E11",
        says=("No other account has the same name", "Ninguna otra cuenta tiene el mismo nombre"),
        mend=("Merge the accounts, or tell them apart by name.", "Una las cuentas o distíngalas por nombre."),
        when=given(Account.name),
        holds=~there_is(Other, Other.name == Account.name, Other.id != Account.id),
        weight=10,
    )  # fmt: skip
    yield rule(
        "A21-account-rfc-format", "000/A21",
        says=("The RFC has the form of an RFC", "El RFC tiene formato de RFC"),
        mend=("Correct the RFC from the certificate of tax status.", "Corrija el RFC con la constancia de situación fiscal."),
        when=given(Account.rfc), holds=looks_like_rfc(Account.rfc),
        consumers=("billing",), weight=20,
    )  # fmt: skip
    yield rule(
        "A21-account-rfc-digit", "000/A21",
        says=("The check digit of the RFC is right (a warning: some RFCs in use break it)",
              "El dígito verificador del RFC es correcto (aviso: algunos RFC en uso no lo cumplen)"),
        mend=("Compare the RFC with the certificate of tax status.", "Coteje el RFC con la constancia de situación fiscal."),
        when=and_(looks_like_rfc(Account.rfc), Account.rfc.not_in(GENERIC_RFCS)),
        holds=rfc_check_digit_holds(Account.rfc), consumers=("billing",), weight=5,
    )  # fmt: skip
    yield rule(
        "A33-account-clabe", "000/A33",
        says=("The CLABE is a valid bank account number", "La CLABE es un número de cuenta válido"),
        mend=("Correct the CLABE.", "Corrija la CLABE."),
        when=given(Account.clabe), holds=clabe_holds(Account.clabe), consumers=("billing",),
    )  # fmt: skip
    yield rule(
        "E15-account-billing-email", "004/E15",
        says=("The e-mail for invoices is an e-mail address", "El correo para facturas es una dirección de correo"),
        mend=("Correct the e-mail.", "Corrija el correo."),
        when=given(Account.billing_email), holds=looks_like_email(Account.billing_email), consumers=("billing",),
    )  # fmt: skip
    yield rule(
        "E15-account-phone", "004/E15",
        says=("The telephone has ten digits, or more with a country code", "El teléfono tiene diez dígitos, o más con clave de país"),
        mend=("Correct the telephone.", "Corrija el teléfono."),
        when=given(Account.phone), holds=looks_like_phone(Account.phone), consumers=("service",), weight=5,
    )  # fmt: skip
    yield rule(
        "E17-territory-owner", "004/E17",
        says=("The territory of the account has an owner who works here",
              "El territorio de la cuenta tiene un responsable que trabaja aquí"),
        mend=("Name the owner of the territory.", "Asigne el responsable del territorio."),
        when=Account.territory_id.is_not(None),
        holds=there_is(Keeper, Keeper.id == Territory.owner_id, Keeper.active.is_(True)),
        mender="sales_manager", weight=10,
    )  # fmt: skip
    yield rule(
        "B08-account-fresh", "001/B08",
        says=(f"A client's data was verified in the last {company.crm.stale_account_days} days",
              f"Los datos del cliente se verificaron en los últimos {company.crm.stale_account_days} días"),
        mend=("Verify the data with the client and record the date.", "Verifique los datos con el cliente y capture la fecha."),
        when=Account.kind == "client",
        holds=and_(Account.verified_on.is_not(None), ~past(Account.verified_on, company.crm.stale_account_days)),
        weight=5,
    )  # fmt: skip
    yield rule(
        "A33-client-rfc", "000/A33",
        says=("A client has an RFC", "Un cliente tiene RFC"),
        mend=("Record the RFC.", "Capture el RFC."),
        when=Account.kind == "client", holds=given(Account.rfc), consumers=("billing",), weight=20,
    )  # fmt: skip
    yield rule(
        "C03-account-has-contact", "002/C03",
        says=("The account has at least one contact", "La cuenta tiene al menos un contacto"),
        mend=("Register who we speak with.", "Registre con quién hablamos."),
        holds=there_is(Contact, Contact.account_id == Account.id), consumers=("service",),
    )  # fmt: skip
    yield rule(
        "B02-client-has-contract", "001/B02",
        says=("An account called a client has bought", "Una cuenta llamada cliente ha comprado"),
        mend=("Register the contract or the sale, or call it a prospect.", "Registre el contrato o la venta, o llámela prospecto."),
        when=Account.kind == "client",
        holds=or_(
            there_is(Contract, Contract.account_id == Account.id),
            there_is(Opportunity, Opportunity.account_id == Account.id, or_(Opportunity.stage == "won", Opportunity.claimed_stage == "won")),
        ),
        weight=5,
    )  # fmt: skip


def _contacts(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "contact")

    yield rule(
        "A32-orphan-contact", "000/A32",
        says=("The contact belongs to an account", "El contacto pertenece a una cuenta"),
        mend=("Link the contact to its account.", "Vincule el contacto con su cuenta."),
        holds=Contact.account_id.is_not(None), weight=15,
    )  # fmt: skip
    yield rule(
        "E15-contact-reachable", "004/E15",
        says=("The contact has an e-mail or a telephone", "El contacto tiene correo o teléfono"),
        mend=("Record one of the two.", "Capture uno de los dos."),
        holds=or_(given(Contact.email), given(Contact.phone)), consumers=("service",),
    )  # fmt: skip
    yield rule(
        "E15-contact-email", "004/E15",
        says=("The e-mail is an e-mail address", "El correo es una dirección de correo"),
        mend=("Correct the e-mail.", "Corrija el correo."),
        when=given(Contact.email), holds=looks_like_email(Contact.email), weight=5,
    )  # fmt: skip
    yield rule(
        "E15-contact-phone", "004/E15",
        says=("The telephone has ten digits, or more with a country code", "El teléfono tiene diez dígitos, o más con clave de país"),
        mend=("Correct the telephone.", "Corrija el teléfono."),
        when=given(Contact.phone), holds=looks_like_phone(Contact.phone), weight=5,
    )  # fmt: skip
    yield rule(
        "E11-duplicate-contact", "004/E11",
        says=("No other contact has the same e-mail", "Ningún otro contacto tiene el mismo correo"),
        mend=("Merge the two contacts.", "Una los dos contactos."),
        when=given(Contact.email),
        holds=~there_is(Namesake, Namesake.email == Contact.email, Namesake.id != Contact.id), weight=5,
    )  # fmt: skip
