"""From an audit to validation results and Data Docs: one suite a record type, one expectation a rule.

Great Expectations runs in memory; only the Data Docs are written, and each audit replaces those of the last (the trend
is in ``audit_run``). Nothing is sent anywhere.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from checks.audit import Audit
from checks.install import Installed
from checks.rule import Rule

os.environ["GX_ANALYTICS_ENABLED"] = "false"

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
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs.resolve()),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    outcome = _checkpoint(context, engine, installed, audit).run()
    results = tuple(
        RuleResult(
            rule=result.expectation_config.kwargs["rule"],
            record=result.expectation_config.kwargs["record"],
            asked=result.result["element_count"],
            broken=result.result["unexpected_count"],
        )
        for suite in outcome.run_results.values()
        for result in suite.results
    )
    return Validation(bool(outcome.success), results, docs / "index.html")


def _checkpoint(
    context: EphemeralDataContext, engine: Engine, installed: Installed, audit: Audit
) -> Checkpoint:
    import great_expectations as gx
    from great_expectations.checkpoint import UpdateDataDocsAction

    url = engine.url.render_as_string(hide_password=False)
    source = context.data_sources.add_sql(name="crm", connection_string=url)
    definitions = []
    for record in installed.rulebook.records:
        batch = source.add_table_asset(name=record, table_name=record).add_batch_definition_whole_table(record)
        suite = context.suites.add(
            gx.ExpectationSuite(name=record, expectations=_suite(installed, record, audit))
        )
        definition = gx.ValidationDefinition(name=record, data=batch, suite=suite)
        definitions.append(context.validation_definitions.add(definition))
    return context.checkpoints.add(
        gx.Checkpoint(
            name="audit",
            validation_definitions=definitions,
            actions=[UpdateDataDocsAction(name="data_docs", site_names=[SITE])],
            result_format={"result_format": "BASIC"},
        )
    )


def _suite(installed: Installed, record: str, audit: Audit) -> list[Any]:
    return [_expectation(installed, rule, audit) for rule in installed.rulebook.of(record)]


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
