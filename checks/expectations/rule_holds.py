"""The one metric and the one expectation that Great Expectations needs to show what the audit found.

The metric reads, on the batch's own engine, what the last pass wrote for every rule of a record type; all expectations
of a suite depend on the same metric, so it is computed once. Each expectation is one rule and reads as its sentence.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.core import ExpectationValidationResult
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render import (
    LegacyDiagnosticRendererType,
    LegacyRendererType,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.renderer_configuration import RendererConfiguration, RendererValueType
from sqlalchemy import and_, select

from checks.worklist import code_of
from crm.model import AuditScore, Finding, RuleRow

METRIC = "table.seiton_broken_rules"


class BrokenRules(TableMetricProvider):
    """{rule: [records asked, records that break it, numbers of the first few]} of one audit and record type."""

    metric_name = METRIC
    value_keys = ("record", "audit_run", "samples")

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> dict[str, list[Any]]:
        counted = (
            select(RuleRow.id, RuleRow.key, AuditScore.records, AuditScore.findings)
            .join(AuditScore, and_(AuditScore.dimension == "rule", AuditScore.name == RuleRow.key))
            .where(
                RuleRow.record == metric_value_kwargs["record"],
                AuditScore.audit_run_id == metric_value_kwargs["audit_run"],
            )
        )
        found: dict[str, list[Any]] = {}
        for rule_id, key, asked, broken in execution_engine.execute_query(counted).all():
            sample: list[int] = []
            if broken:
                rows = (
                    select(Finding.record_id)
                    .where(Finding.rule_id == rule_id, Finding.resolved_on.is_(None))
                    .order_by(Finding.record_id)
                    .limit(metric_value_kwargs["samples"])
                )
                sample = [number for (number,) in execution_engine.execute_query(rows).all()]
            found[key] = [asked, broken, sample]
        return found


class ExpectRuleToHold(BatchExpectation):
    """A rule of the rulebook holds for every record that it is asked of."""

    rule: str
    sentence: str
    record: str
    audit_run: int
    samples: int

    metric_dependencies = (METRIC,)
    success_keys: ClassVar[tuple[str, ...]] = ("rule", "sentence", "record", "audit_run", "samples")
    args_keys = ("rule", "sentence")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        asked, broken, sample = metrics[METRIC].get(self.rule, (0, 0, []))
        share = 100 * broken / asked if asked else 0.0
        return {
            "success": broken == 0,
            "result": {
                "observed_value": f"{broken:,} / {asked:,} ({share:.1f} %)",
                "element_count": asked,
                "unexpected_count": broken,
                "unexpected_percent": share,
                "partial_unexpected_list": sample,
            },
        }

    @classmethod
    def _prescriptive_template(
        cls, renderer_configuration: RendererConfiguration[Any]
    ) -> RendererConfiguration[Any]:
        for name in ("sentence", "rule"):
            renderer_configuration.add_param(name=name, param_type=RendererValueType.STRING)
        renderer_configuration.template_str = "$sentence ($rule)"
        return renderer_configuration

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls,
        configuration: ExpectationConfiguration | None = None,
        result: ExpectationValidationResult | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> list[Any]:
        kwargs = _kwargs(configuration, result)
        template = {
            "template": "$sentence ($rule)",
            "params": {k: kwargs.get(k, "") for k in ("sentence", "rule")},
        }
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=template)]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls,
        configuration: ExpectationConfiguration | None = None,
        result: ExpectationValidationResult | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> list[Any] | None:
        if result is None or not result.result.get("partial_unexpected_list"):
            return None
        record = _kwargs(configuration, result).get("record", "")
        names = ", ".join(code_of(record, number) for number in result.result["partial_unexpected_list"])
        return [RenderedTableContent(content_block_type="table", table=[[names]], header_row=[record])]


def _kwargs(configuration: Any, result: Any) -> dict[str, Any]:
    return dict((configuration or result.expectation_config).kwargs)
