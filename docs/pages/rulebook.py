"""The rulebook page: every rule in the order in which a case meets it, for an engineer and for a held user."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import Rule, Rulebook
from config.company import Lifecycle, Text
from docs.pages import markdown
from docs.pages.words import CONSUMERS, DECISIONS, RECORDS, mender, span

_TITLE = Text(en="The rulebook", es="El reglamento")
_OPENING = Text(
    en="""
{number} rules, each written once in `checks/rules/` or `config/crm_fields.toml`. The gate, the database's own guards,
the nightly audit, the Great Expectations suites and this page are made from the same text.
[En español](rulebook.es.md) · [Stages](lifecycles.md) · [Fields](fields.md)

**You are held?** `seiton held OPP-123` names the rules that bar the way and the shortest way through. Look one up here by
its name, mend what it says, and the next sweep moves the case. No flag and no role skips a rule; only the person
named can mend it.

- **Gate**: the stages that a case can't enter while the rule is broken.
- **Audit**: the stages in which the nightly audit asks for it; what it finds has an age and an owner.
- **For**: who needs the datum, and its weight (1–100) in the CRM debt.
- **Source**: the statement of the business it comes from ([coverage](coverage.md)).
- What is unknown does not hold: a rule is kept only where the CRM proves it.
""",
    es="""
{number} reglas, cada una escrita una sola vez en `checks/rules/` o en `config/crm_fields.toml`. La puerta, los candados de
la base de datos, la auditoría nocturna, las suites de Great Expectations y esta página salen del mismo texto.
[In English](rulebook.md) · [Etapas](lifecycles.md) · [Campos](fields.md)

**¿Su caso está detenido?** `seiton held OPP-123` nombra las reglas que lo detienen y el camino más corto. Búsquelas aquí
por su nombre, corrija lo que dicen y el siguiente barrido mueve el caso. Ningún interruptor y ningún puesto salta una
regla; sólo puede corregirla quien se indica.

- **Puerta**: las etapas a las que un caso no entra mientras la regla esté rota.
- **Auditoría**: las etapas en que la auditoría nocturna la revisa; lo que encuentra tiene antigüedad y responsable.
- **Para**: quién necesita el dato y su peso (1–100) en la deuda del CRM.
- **Fuente**: la afirmación del negocio de la que viene ([cobertura](coverage.md)).
- Lo desconocido no cumple: una regla se cumple sólo donde el CRM lo demuestra.
""",
)
_GUARDS = Text(
    en="""
## What the database refuses by itself

Whoever writes, with whatever client, on SQLite and on PostgreSQL:

- a case that enters at any stage but the first (an imported history enters as `imported` and only claims its stage);
- a change of stage that is not an arrow of its [lifecycle](lifecycles.md), or with a rule of the new stage broken;
- a change or removal of what happened: stage history, decisions, imports, audits; the removal of a case;
- a business day that goes back;
- a date of dispatch before the delivery is prepared and could be released today, and a date of installation before it
  is released (000/A23, 000/M08).
""",
    es="""
## Lo que la base de datos rechaza por sí misma

Sin importar quién escriba ni con qué programa, en SQLite y en PostgreSQL:

- un caso que entra en una etapa que no es la primera (una historia importada entra como `imported` y sólo declara su etapa);
- un cambio de etapa que no es una flecha de su [ciclo](lifecycles.md), o con una regla de la nueva etapa rota;
- cambiar o borrar lo que pasó: historia de etapas, decisiones, importaciones, auditorías; borrar un caso;
- un día hábil que retrocede;
- una fecha de envío antes de que la entrega esté preparada y pueda liberarse hoy, y una fecha de instalación antes de
  que esté liberada (000/A23, 000/M08).
""",
)
_HEAD = {
    "en": ("Rule", "What must hold", "Who mends it, and how", "Gate", "Audit", "For", "Source"),
    "es": ("Regla", "Qué debe cumplirse", "Quién lo corrige y cómo", "Puerta", "Auditoría", "Para", "Fuente"),
}
_TO_ENTER = Text(en="To enter «{stage}»", es="Para entrar a «{stage}»")
_AUDIT_ONLY = Text(en="Asked by the audit, no gate", es="Sólo las revisa la auditoría")
_ALWAYS = Text(en="always", es="siempre")
_NEEDS = Text(en="It takes {decision}.", es="Requiere {decision}.")


def page(rulebook: Rulebook, language: str) -> str:
    """The page in one language, ``en`` or ``es``."""
    lines = [f"# {_TITLE.to(language)}", *_OPENING.to(language).format(number=len(rulebook)).splitlines(), ""]
    for record in rulebook.records:
        lines += [f"## {RECORDS[record].to(language)}", ""]
        lines += _of_record(rulebook, record, language)
    return markdown.page(*lines, *_GUARDS.to(language).strip().splitlines())


def _of_record(rulebook: Rulebook, record: str, language: str) -> Iterator[str]:
    lifecycle = rulebook.company.lifecycles.get(record)
    rules = rulebook.of(record)
    if lifecycle is None:
        yield from _table(rulebook, rules, None, language)
        return
    for stage in lifecycle.stage:
        first_met = [rule for rule in rules if _first_gate(rule, lifecycle) == stage.id]
        if first_met:
            yield from (f"### {_TO_ENTER.to(language).format(stage=stage.name.to(language))}", "")
            yield from _table(rulebook, first_met, lifecycle, language)
    others = [rule for rule in rules if not rule.gates]
    if others:
        yield from (f"### {_AUDIT_ONLY.to(language)}", "")
        yield from _table(rulebook, others, lifecycle, language)


def _first_gate(rule: Rule, lifecycle: Lifecycle) -> str | None:
    return next((stage for stage in lifecycle.ids if stage in rule.gates), None)


def _table(
    rulebook: Rulebook, rules: list[Rule] | tuple[Rule, ...], lifecycle: Lifecycle | None, language: str
) -> list[str]:
    return markdown.table(_HEAD[language], (_row(rulebook, rule, lifecycle, language) for rule in rules))


def _row(rulebook: Rulebook, rule: Rule, lifecycle: Lifecycle | None, language: str) -> tuple[str, ...]:
    who = mender(rulebook.company, rule.mender, language)
    how = rule.mend.to(language)
    if rule.decision is not None:
        how = f"{how} {_NEEDS.to(language).format(decision=DECISIONS[rule.decision].to(language))}"
    asked: tuple[str, str]
    if lifecycle is None or rule.judged is None:
        asked = ("—", _ALWAYS.to(language))
    else:
        asked = (span(lifecycle, rule.gates, language) or "—", span(lifecycle, rule.judged, language) or "—")
    needed_by = ", ".join(CONSUMERS[consumer].to(language) for consumer in rule.consumers)
    return (
        f"{markdown.anchor(rule.key)}`{rule.key}`",
        rule.says.to(language),
        f"**{who}**: {how}",
        *asked,
        f"{needed_by} ({rule.weight})".strip(),
        rule.source,
    )
