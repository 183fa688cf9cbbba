"""From an audit to validation results and Data Docs: one suite a record type, one expectation a rule.

Great Expectations runs in memory; only the Data Docs are written, and each audit replaces those of the last (the trend
is in ``audit_run``). Nothing is sent anywhere.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, select

from checks.audit import Audit
from checks.expectations.local import make_local, write_index
from checks.install import Installed
from checks.rule import Rule
from config.company import Text
from crm.database import reading
from crm.model import AuditScore

if TYPE_CHECKING:
    from great_expectations.checkpoint import Checkpoint
    from great_expectations.data_context import EphemeralDataContext

SITE = "rulebook"


@dataclass(frozen=True)
class RuleResult:
    """What became of one rule: of how many records it was asked, how many break it."""

    rule: str
    record: str
    asked: int
    broken: int


@dataclass(frozen=True)
class Validation:
    """The results of all suites, and where the Data Docs are."""

    success: bool
    results: tuple[RuleResult, ...]
    index: Path


def validate(engine: Engine, installed: Installed, audit: Audit, docs: Path) -> Validation:
    """Show an audit as Great Expectations suites, run through a checkpoint, with Data Docs in the folder ``docs``.

    The records are not judged again: every expectation reads what the audit's pass has written (000/A34).
    """
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    shutil.rmtree(docs, ignore_errors=True)
    docs.mkdir(parents=True)
    for site in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(site)
    context.add_data_docs_site(
        SITE,
        {
            "class_name": "SiteBuilder",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs.resolve()),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    outcome = _checkpoint(context, engine, installed, audit).run()
    # All pages at once: as an action of the checkpoint, each suite would have every template compiled anew.
    context.build_data_docs(site_names=[SITE], build_index=False)
    results = tuple(
        RuleResult(
            rule=said["rule"],
            record=said["record"],
            asked=result.result["element_count"],
            broken=result.result["unexpected_count"],
        )
        for suite in outcome.run_results.values()
        for result in suite.results
        if result.expectation_config is not None and (said := result.expectation_config.kwargs)
    )
    make_local(docs)
    return Validation(bool(outcome.success), results, _index(docs, installed, audit, results))


def _index(docs: Path, installed: Installed, audit: Audit, results: tuple[RuleResult, ...]) -> Path:
    text = installed.rulebook.company.text
    rows = []
    for record in installed.rulebook.records:
        mine = [result for result in results if result.record == record]
        failing = sum(result.broken > 0 for result in mine)
        rows.append((record, f"{len(mine):,}", f"{failing:,}", f"{sum(result.broken for result in mine):,}"))
    title = text(Text(en="Audit of", es="Auditoría del"))
    header = Text(en="Records|Rules|Rules broken|Findings", es="Registros|Reglas|Reglas incumplidas|Hallazgos")
    return write_index(
        docs, f"{installed.rulebook.company.name} · {title} {audit.day}", tuple(text(header).split("|")), rows
    )


def _checkpoint(
    context: EphemeralDataContext, engine: Engine, installed: Installed, audit: Audit
) -> Checkpoint:
    import great_expectations as gx

    url = engine.url.render_as_string(hide_password=False)
    source = context.data_sources.add_sql(name="crm", connection_string=url)
    definitions = []
    worst_first = _broken(engine, audit)
    for record in installed.rulebook.records:
        batch = source.add_table_asset(name=record, table_name=record).add_batch_definition_whole_table(record)
        suite = context.suites.add(
            gx.ExpectationSuite(name=record, expectations=_suite(installed, record, audit, worst_first))
        )
        definition = gx.ValidationDefinition(name=record, data=batch, suite=suite)
        definitions.append(context.validation_definitions.add(definition))
    return context.checkpoints.add(
        gx.Checkpoint(
            name="audit",
            validation_definitions=definitions,
            result_format={"result_format": "BASIC"},
        )
    )


def _broken(engine: Engine, audit: Audit) -> dict[str, int]:
    """How many records break each rule, so that the worst stands first on its page."""
    query = select(AuditScore.name, AuditScore.findings).where(
        AuditScore.audit_run_id == audit.id, AuditScore.dimension == "rule"
    )
    with reading(engine) as session:
        return {row.name: row.findings for row in session.execute(query)}


def _suite(installed: Installed, record: str, audit: Audit, broken: dict[str, int]) -> list[Any]:
    rules = sorted(installed.rulebook.of(record), key=lambda rule: -broken.get(rule.key, 0))
    return [_expectation(installed, rule, audit) for rule in rules]


def _expectation(installed: Installed, rule: Rule, audit: Audit) -> Any:
    from checks.expectations.rule_holds import ExpectRuleToHold

    company = installed.rulebook.company
    return ExpectRuleToHold(
        rule=rule.key,
        sentence=company.text(rule.says),
        record=rule.record,
        audit_run=audit.id,
        samples=company.report.samples,
        meta={"source": rule.source, "mender": rule.mender, "weight": rule.weight},
    )
