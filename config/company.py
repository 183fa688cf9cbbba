"""The company's configuration, read from TOML and refused, with file and key, where a word is unknown.

``load_company()`` returns everything in one immutable value; nothing below the tasks reads a file again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from config.approvals import KINDS, Approvals, Kind
from config.billing import Billing
from config.cadence import Cadence
from config.clients import Clients
from config.credit import CreditFile
from config.lifecycle import Lifecycle, Stage
from config.mapping import known_zone
from config.market import Market, read_market
from config.negotiation import Negotiation, read_negotiation
from config.pricing import Quoters
from config.quotas import Quotas, load_quotas
from config.retention import Retention
from config.words import ConfigError, Model, Text, Unfit, Words, must_be_known, read_toml, validated
from policy.renewal import OUTCOME

__all__ = [
    "Company", "ConfigError", "Lifecycle", "RequiredField", "Stage", "Text", "load_company", "read_toml", "spoken_language"
]  # fmt: skip

HERE = Path(__file__).parent


class RequiredField(Words):
    """A datum of a record: what it is called, where it is required, who needs it and who can supply it."""

    name: Text
    from_stage: str | None = None
    gate: bool = True
    mender: str = "owner"
    source: str
    consumers: tuple[Literal["proposal", "installation", "service", "billing", "renewal"], ...] = ()
    weight: int = Field(default=10, ge=1, le=100)
    positive: bool = False
    """The value must be yes (or more than zero), not only present."""


class Catalogues(Words):
    """What may be chosen in sales and service; what concerns the market is in market.toml."""

    loss_causes: tuple[str, ...]
    training_topics: tuple[str, ...]
    system_parts: tuple[str, ...]
    annexes: tuple[str, ...]


class Pricing(Words):
    """Floors and limits of an offer (000/M05, A09)."""

    margin_floor_percent: int = Field(ge=0, le=100)
    discount_limit_percent: int = Field(ge=0, le=100)
    quote_days: int = Field(gt=0)


class Contracts(Words):
    """The period in which annexes are signed (000/A24)."""

    annex_business_days: int = Field(gt=0)


class Congruence(Words):
    """By how much two papers may differ and still say the same (000/A20, M12)."""

    money_mxn: Decimal = Field(default=Decimal(0), ge=0)
    click_mxn: Decimal = Field(default=Decimal(0), ge=0)
    volume_pages: int = Field(default=0, ge=0)
    study_volume_percent: int = Field(default=0, ge=0, le=1_000)

    def of(self, field: str) -> Decimal:
        """The tolerance of a field, by what its name says it is."""
        if field.startswith("click_"):
            return self.click_mxn
        if field.endswith("_mxn"):
            return self.money_mxn
        return Decimal(self.volume_pages) if field.endswith("_pages") else Decimal(0)


class Crm(Words):
    """When a record or a case counts as neglected (001/B08, 003/D04)."""

    stale_account_days: int = Field(gt=0)
    next_step_grace_days: int = Field(ge=0)
    untouched_lead_days: int = Field(gt=0)
    follow_up_days: int = Field(gt=0)
    satisfied_score: int = Field(ge=0, le=10)


class Calendar(Words):
    """When the company does not work, beside weekends: statutory holidays of its country, and days of its own."""

    country: str = "MX"
    closed: tuple[dt.date, ...] = ()


class _CompanyFile(Words):
    name: str
    language: Literal["en", "es"]
    time_zone: Annotated[str, AfterValidator(known_zone)]
    currency: str
    roles: dict[str, Text]
    catalogues: Catalogues
    pricing: Pricing
    contracts: Contracts
    congruence: Congruence = Congruence()
    crm: Crm
    calendar: Calendar = Calendar()


class Debt(Words):
    """How a missing datum is weighed in pesos by its date."""

    soon_days: int = Field(ge=0)
    later_days: int = Field(ge=0)
    default_value_mxn: int = Field(ge=0)


class Report(Words):
    """How much of what the audit finds is shown."""

    worklist_rows: int = Field(gt=0)
    samples: int = Field(gt=0, le=200)


class _AuditFile(Words):
    debt: Debt
    report: Report


@dataclass(frozen=True)
class Referral:
    """Something that only a person may allow: which question, at which tier, whose role that is."""

    kind: Kind
    tier: int
    role: str


class Company(_CompanyFile):
    """All of the configuration: every TOML file of the folder and its lifecycles."""

    debt: Debt
    report: Report
    lifecycles: dict[str, Lifecycle]
    fields: dict[str, dict[str, RequiredField]]
    approvals: Approvals
    credit_file: CreditFile
    clients: Clients
    quoters: Quoters
    cadence: Cadence
    retention: Retention
    billing: Billing
    market: Market
    negotiation: Negotiation
    quotas: Quotas

    def __hash__(self) -> int:
        return id(self)  # it is never changed, and what is made of it is kept (checks.rules.rulebook)

    def text(self, text: Text) -> str:
        return text.to(self.language)

    def exceptions(self, margin_percent: Decimal, discount_percent: Decimal) -> tuple[Referral, ...]:
        """What must be approved before a quote of this margin and discount is offered, and by whom (000/A09, M05)."""
        short = self.pricing.margin_floor_percent - margin_percent
        over = discount_percent if discount_percent > self.pricing.discount_limit_percent else Decimal(0)
        measures: dict[Kind, Decimal] = {"discount": over, "margin": short}
        asked = ((kind, self.approvals.of(kind), measure) for kind, measure in measures.items() if measure > 0)
        return tuple(
            Referral(kind, question.tier_for(measure), question.tiers[question.tier_for(measure) - 1].role)
            for kind, question, measure in asked
        )

    @property
    def renewal_windows(self) -> dict[str, int]:
        """By stage of a renewal, how many days before the end of its contract it is due."""
        stages = self.lifecycles["renewal"].stage
        return {stage.id: stage.window_days for stage in stages if stage.window_days is not None}

    def may_decide(self, kind: str, tier: int) -> tuple[str, ...]:
        """The roles that may decide a kind of question at a tier: its own and those above."""
        return self.approvals.of(kind).roles_from(tier)


def load_company(folder: Path | None = None) -> Company:
    """Read the configuration of a folder (default: this one, or the one that ``SEITON_CONFIG`` names).

    Raises ``ConfigError`` with the file and the key where something is missing, unknown or out of bounds.
    """
    if folder is None:
        from config.settings import settings

        folder = settings().config
    return _load(folder.resolve())


def spoken_language() -> str:
    """What people read: the company's language, or that of the terminal where no configuration can be loaded."""
    from config.settings import terminal_language

    try:
        return load_company().language
    except ConfigError:
        return terminal_language()


@cache
def _load(folder: Path) -> Company:
    company = _parse(folder / "company.toml", _CompanyFile)
    audit = _parse(folder / "audit.toml", _AuditFile)
    lifecycles: dict[str, Lifecycle] = {}
    for path in sorted((folder / "lifecycles").glob("*.toml")):
        lifecycle = _parse(path, Lifecycle)
        if lifecycle.record in lifecycles:
            raise ConfigError(
                f"{path}: record: another file declares the lifecycle of the {lifecycle.record}",
                f"{path}: record: otro archivo declara el ciclo de {lifecycle.record}",
            )
        lifecycles[lifecycle.record] = lifecycle
        for stage in lifecycle.stage:
            for role in (stage.owner, *stage.notify):
                must_be_known(role, company.roles, path, f"stage.{stage.id}")
    for record in ("opportunity", "delivery", "renewal"):
        if record not in lifecycles:
            raise ConfigError(
                f"{folder / 'lifecycles'}: no lifecycle for the record {record!r}",
                f"{folder / 'lifecycles'}: falta el ciclo del registro {record!r}",
            )
    approvals = _parse(folder / "approvals.toml", Approvals)
    for kind in KINDS:
        for tier in approvals.of(kind).tiers:
            must_be_known(tier.role, company.roles, folder / "approvals.toml", f"{kind}.tiers.role")
    billing = _parse(folder / "billing.toml", Billing)
    for role in billing.receivers:
        must_be_known(role, company.roles, folder / "billing.toml", "receivers")
    fields = _fields(folder / "crm_fields.toml", lifecycles, company.roles)
    clients = _parse(folder / "clients.toml", Clients)
    retention = _parse(folder / "retention.toml", Retention)
    windows = [stage.id for stage in lifecycles["renewal"].stage if stage.window_days is not None]
    _same(retention.step, (*windows, OUTCOME), folder / "retention.toml", "step")
    _same(retention.cause, company.catalogues.loss_causes, folder / "retention.toml", "cause")
    market = read_market(folder / "market.toml", company.catalogues.system_parts)
    for market_type in clients.development.committees:
        must_be_known(market_type, market.market_type, folder / "clients.toml", "development.committees")
    return Company(
        **{name: getattr(company, name) for name in _CompanyFile.model_fields},
        debt=audit.debt,
        report=audit.report,
        lifecycles=lifecycles,
        fields=fields,
        approvals=approvals,
        credit_file=_parse(folder / "credit.toml", CreditFile),
        clients=clients,
        quoters=_parse(folder / "pricing.toml", Quoters),
        cadence=_cadence(folder / "cadence.toml", lifecycles, company.roles),
        retention=retention,
        billing=billing,
        market=market,
        negotiation=read_negotiation(folder / "negotiation.toml", lifecycles["opportunity"].ids, company.roles),
        quotas=load_quotas(
            folder / "quotas.toml", lifecycles["opportunity"].working, company.catalogues.loss_causes
        ),
    )


def _fields(
    path: Path, lifecycles: Mapping[str, Lifecycle], roles: Mapping[str, Text]
) -> dict[str, dict[str, RequiredField]]:
    raw = read_toml(path)
    fields: dict[str, dict[str, RequiredField]] = {}
    for record, entries in raw.items():
        if not isinstance(entries, dict):
            raise ConfigError(
                f"{path}: {record}: expected tables such as [{record}.name_of_field]",
                f"{path}: {record}: se esperan tablas como [{record}.nombre_del_campo]",
            )
        fields[record] = {}
        for name, entry in entries.items():
            field = validated(entry, RequiredField, path, f"{record}.{name}")
            fields[record][name] = field
            if field.from_stage is not None:
                known = lifecycles[record].ids if record in lifecycles else ()
                must_be_known(field.from_stage, known, path, f"{record}.{name}.from_stage")
            must_be_known(field.mender, [*roles, "owner"], path, f"{record}.{name}.mender")
    return fields


def _cadence(path: Path, lifecycles: Mapping[str, Lifecycle], roles: Mapping[str, Text]) -> Cadence:
    cadence = _parse(path, Cadence)
    for record, days in cadence.stage.model_dump().items():
        for stage in days:
            must_be_known(stage, lifecycles[record].ids, path, f"stage.{record}")
    for stage in cadence.priority.stage:
        must_be_known(
            stage, [one for lifecycle in lifecycles.values() for one in lifecycle.ids], path, "priority.stage"
        )
    for role in cadence.capacity:
        must_be_known(role, [*roles, "default"], path, "capacity")
    for zone in cadence.working_hours.keys() - {"company"}:
        try:
            known_zone(zone)
        except Unfit as unfit:
            raise ConfigError(unfit.says.after(f"{path}: working_hours.{zone}: ")) from None
    return cadence


def _parse(path: Path, model: type[Model]) -> Model:
    return validated(read_toml(path), model, path, "")


def _same(given: Any, wanted: Any, path: Path, key: str) -> None:
    for word in given:
        must_be_known(word, wanted, path, key)
    missing = [word for word in wanted if word not in given]
    if missing:
        raise ConfigError(
            f"{path}: {key}: nothing is said of {', '.join(missing)}",
            f"{path}: {key}: no se dice nada de {', '.join(missing)}",
        )
