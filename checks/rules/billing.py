"""What would be billed wrong: the set-up of a delivery before its first bill, previews that are held, invoices that differ (000/A29, M14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from checks.expressions import there_is
from checks.rule import Rule, RuleWriter
from config.billing import MeterBand
from config.company import Company
from crm.model import BillingPreview, BillingSetup, Contract, Delivery, Equipment, Invoice

D = Delivery

SET_UP = (
    "A29-billing-set-up",
    "A29-billing-is-the-contract",
    "A29-rates-in-band",
    "A29-machines-in-group",
    "A29-start-meters",
    "A29-end-meters",
)
"""The rules that make the audit of a set-up: while one is broken, the contract's previews are held."""


def rules(company: Company) -> Iterator[Rule]:
    yield from _of_the_set_up(company)
    yield from _of_the_contract(company)


def _of_the_set_up(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "delivery")
    mono, colour = company.billing.meter.mono, company.billing.meter.colour

    yield rule(
        "A29-rates-in-band", "000/A29",
        says=(f"The price per page is believable: mono {_said(mono)}, colour {_said(colour)} pesos",
              f"El precio por página es creíble: negro {_said(mono)}, color {_said(colour)} pesos"),
        mend=("Correct the price (a zero too many?), or have the band changed.",
              "Corrija el precio (¿un cero de más?) o solicite cambiar el rango."),
        holds=and_(_in_band(BillingSetup.click_mono_mxn, mono), _in_band(BillingSetup.click_colour_mxn, colour)),
        from_stage="billing", mender="billing", consumers=("billing",), weight=30,
    )  # fmt: skip
    yield rule(
        "A29-machines-in-group", "000/A29",
        says=("Every machine of the delivery counts under its contract", "Todo equipo de la entrega cuenta en su contrato"),
        mend=("Assign the machine to the contract: outside it nobody bills its pages.",
              "Asigne el equipo al contrato: fuera de él nadie factura sus páginas."),
        holds=~there_is(Equipment, Equipment.delivery_id == D.id, Equipment.contract_id.is_distinct_from(D.contract_id)),
        from_stage="billing", mender="billing", consumers=("billing",), weight=25,
    )  # fmt: skip
    yield rule(
        "A29-end-meters", "000/A29",
        says=("A machine that was taken away has its last counter", "Todo equipo retirado tiene su contador final"),
        mend=("Record the counter with which it was taken away.", "Capture el contador con el que se retiró."),
        holds=~there_is(
            Equipment, Equipment.delivery_id == D.id, Equipment.removed_on.is_not(None), Equipment.end_mono_pages.is_(None)
        ),
        from_stage="billing", mender="technician", consumers=("billing",), weight=20,
    )  # fmt: skip


def _said(band: MeterBand) -> str:
    return f"{band.rate_from_mxn:.2f}–{band.rate_to_mxn:.2f}"


def _in_band(rate: Any, band: MeterBand) -> ColumnElement[bool]:
    """A price that is missing or nothing is the concern of another rule."""
    return or_(func.coalesce(rate, 0) <= 0, rate.between(band.rate_from_mxn, band.rate_to_mxn))


def _of_the_contract(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "contract")

    yield rule(
        "A29-preview-held", "000/A29",
        says=("No period of the contract waits to be billed for a wrong reading or a term that lacks",
              "Ningún periodo del contrato espera facturarse por una lectura errónea o una condición faltante"),
        mend=("See why with 'seiton billing', and correct the reading or the contract.",
              "Vea el motivo con 'seiton billing' y corrija la lectura o el contrato."),
        holds=~there_is(
            BillingPreview, BillingPreview.contract_id == Contract.id, BillingPreview.superseded_at.is_(None),
            BillingPreview.held_by.in_(("terms", "readings")),
        ),
        mender="billing", consumers=("billing",), weight=25,
    )  # fmt: skip
    yield rule(
        "M14-invoiced-as-approved", "000/M14",
        says=("What the ERP invoiced is what Finance received", "Lo que facturó el ERP es lo que recibió Finanzas"),
        mend=("Find out which of the two is wrong, and correct the invoice.", "Averigüe cuál de los dos está mal y corrija la factura."),
        holds=~there_is(
            Invoice, Invoice.contract_id == Contract.id,
            there_is(BillingPreview, BillingPreview.id == Invoice.preview_id, BillingPreview.total_mxn != Invoice.amount_mxn),
        ),
        mender="finance", consumers=("billing",), weight=30,
    )  # fmt: skip
