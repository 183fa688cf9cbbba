"""The lifecycle page: one state diagram a lifecycle, drawn from its TOML, and a table of its stages."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import Rulebook
from config.company import Company, Lifecycle, Stage
from docs.pages import markdown

_OPENING = """
Drawn from `config/lifecycles/*.toml`. An arrow is the only way into a stage, and every rule that gates the stage must hold
([rulebook](rulebook.md)). Cases that an import brings stand outside, as `imported`, until the evidence for the stage
that they claim is in the CRM.
"""
_HEAD = (
    "Stage",
    "En español",
    "Owner",
    "Days",
    "Opens",
    "From",
    "Rules at the gate",
    "Documents",
    "Brings about",
    "Tells",
)
_WORK = ("Stage", "Standard", "Norma", "Tools")
_CREATES = {
    "delivery": "the delivery",
    "renewal": "the renewal",
    "recovery": "the recovery of the sale",
    "renewal_opportunity": "the renewal's own opportunity",
    "next_renewal": "the next renewal",
    "recovery_opportunity": "a new opportunity",
}


def page(rulebook: Rulebook) -> str:
    """All lifecycles of the company."""
    lines = ["# The lifecycles", *_OPENING.splitlines(), ""]
    for lifecycle in _in_order(rulebook.company):
        name = lifecycle.name
        lines += [f"## {name.en} · {name.es}", "", f"A case is one {lifecycle.record}.", ""]
        lines += ["```mermaid", *diagram(lifecycle), "```", ""]
        lines += markdown.table(_HEAD, (_row(rulebook, lifecycle, stage) for stage in lifecycle.stage))
        lines += ["How the work of each stage is done, and with what:", ""]
        lines += markdown.table(_WORK, (_work(stage) for stage in lifecycle.stage))
    lines += [
        "**Days**: how long a case may stay before the audit calls it stale. **Opens**: how many days before the contract",
        "ends the stage may be entered. A stage in *italics* ends the case.",
    ]
    return markdown.page(*lines)


def diagram(lifecycle: Lifecycle) -> Iterator[str]:
    """The lines of a Mermaid state diagram: every arrow of the table and none besides."""
    yield "stateDiagram-v2"
    for stage in lifecycle.stage:
        yield f'    state "{stage.name.en}" as {stage.id}'
    for stage_id in lifecycle.initial:
        yield f"    [*] --> {stage_id}"
    for stage in lifecycle.stage:
        for source in stage.from_:
            yield f"    {source} --> {stage.id}"
    for stage in lifecycle.stage:
        if stage.closed:
            yield f"    {stage.id} --> [*]"


def _in_order(company: Company) -> list[Lifecycle]:
    return [company.lifecycles[record] for record in ("opportunity", "delivery", "renewal")]


def _row(rulebook: Rulebook, lifecycle: Lifecycle, stage: Stage) -> tuple[str, ...]:
    roles = rulebook.company.roles
    gates = rulebook.gating(lifecycle.record, stage.id)
    return (
        f"*{stage.name.en}*" if stage.closed else f"**{stage.name.en}**",
        stage.name.es,
        roles[stage.owner].en,
        str(stage.days or ""),
        "" if stage.window_days is None else f"{stage.window_days} days before",
        ", ".join(lifecycle[source].name.en for source in stage.from_) or "(start)",
        str(len(gates) or ""),
        ", ".join(document.replace("_", " ") for document in stage.documents),
        _CREATES[stage.creates] if stage.creates else "",
        ", ".join(roles[role].en for role in stage.notify),
    )


def _work(stage: Stage) -> tuple[str, ...]:
    standard, tools = stage.standard, ", ".join(f"`{tool}`" for tool in stage.tools)
    return (stage.name.en, standard.en if standard else "", standard.es if standard else "", tools)
