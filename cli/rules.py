"""``seiton rules``: the rulebook, or one rule of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from checks.compile import sql
from checks.rule import Rule, Rulebook
from checks.rules import rulebook
from cli import texts as t
from cli.exits import Ends, Stop
from cli.held import mender_of, rule_named, say_how_it_is_done
from cli.screen import Screen
from config.company import load_company
from config.settings import settings
from crm.database import dialect_of


def rules(key: str | None, record: str | None, stage: str | None, with_sql: bool, as_json: bool) -> None:
    """List the rules (of a record, at the gate of a stage), or show one. No database is needed."""
    book = rulebook(load_company())
    screen = Screen(book.company.language, as_json=as_json)
    if key is not None:
        rule = rule_named(book, key)
        screen.json(_for_script(rule, with_sql=True))
        _show(screen, book, rule, with_sql)
        return
    chosen = _chosen(book, record, stage)
    screen.json([_for_script(rule, with_sql=with_sql) for rule in chosen])
    if not chosen:
        screen.say(t.RULE_NONE)
        return
    for life in book.company.lifecycles.values():
        if stage in life.ids and record in (None, life.record):
            say_how_it_is_done(screen, life[stage])
    columns = (t.RULE, t.RECORD, t.SENTENCE, t.GATES, t.MENDER)
    language = screen.language
    screen.table(
        columns,
        [
            (
                r.key,
                r.record,
                r.says.to(language),
                stages_in_words(book, r, r.gates, language),
                mender_of(book.company, r, language),
            )
            for r in chosen
        ],
    )
    screen.print()
    screen.say(t.RULES_NUMBER, number=len(chosen), key=chosen[0].key)
    if with_sql:
        for rule in chosen:
            screen.print(f"\n{rule.key}\n{_sql(rule)}")


def _chosen(book: Rulebook, record: str | None, stage: str | None) -> list[Rule]:
    if record is not None and record not in book.records:
        raise Stop(Ends.WRONG_CALL, t.RULE_RECORD_UNKNOWN, word=record, known=", ".join(book.records))
    lifecycles = [life for name, life in book.company.lifecycles.items() if record in (None, name)]
    known = list(dict.fromkeys(stage_id for life in lifecycles for stage_id in life.ids))
    if stage is not None and stage not in known:
        raise Stop(Ends.WRONG_CALL, t.RULE_STAGE_UNKNOWN, word=stage, known=", ".join(known))
    return [r for r in book if record in (None, r.record) and (stage is None or stage in r.gates)]


def stages_in_words(book: Rulebook, rule: Rule, ids: Iterable[str], language: str) -> str:
    """The names of stages in few words: neighbours as first → last."""
    lifecycle, wanted = book.company.lifecycles.get(rule.record), set(ids)
    runs = groupby(lifecycle.stage if lifecycle else (), key=lambda stage: (stage.id in wanted, stage.track))
    named = [[s.name.to(language) for s in run] for (chosen, _), run in runs if chosen]
    return ", ".join(f"{run[0]} → {run[-1]}" if len(run) > 2 else ", ".join(run) for run in named)


def _show(screen: Screen, book: Rulebook, rule: Rule, with_sql: bool) -> None:
    language = screen.language
    screen.print(rule.key, "bold")
    screen.print(rule.says.to(language))
    screen.print(rule.says.en if language == "es" else rule.says.es, "dim")
    screen.print()
    gates = stages_in_words(book, rule, rule.gates, language)
    screen.say(t.RULE_GATES if gates else t.RULE_AUDIT_ONLY, stages=gates)
    if rule.judged is None:
        screen.say(t.RULE_AUDITED_ALWAYS)
    else:
        judged = stages_in_words(book, rule, rule.judged, language)
        screen.say(t.RULE_AUDITED if judged else t.RULE_NOT_AUDITED, stages=judged)
    screen.say(t.RULE_MEND, mend=rule.mend.to(language), who=mender_of(book.company, rule, language))
    if rule.decision:
        screen.say(t.RULE_DECISION, kind=t.DECISIONS[rule.decision].to(language))
    if rule.consumers:
        consumers = ", ".join(t.CONSUMERS[c].to(language) for c in rule.consumers)
        screen.say(t.RULE_CONSUMERS, consumers=consumers)
    screen.say(t.RULE_SOURCE, source=rule.source, weight=rule.weight)
    if with_sql:
        screen.print()
        screen.print(_sql(rule))


def _sql(rule: Rule) -> str:
    return sql(rule.verdict, dialect_of(settings().database_url))


def _for_script(rule: Rule, *, with_sql: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "key": rule.key, "source": rule.source, "record": rule.record, "en": rule.says.en, "es": rule.says.es,
        "mend_en": rule.mend.en, "mend_es": rule.mend.es, "gates": sorted(rule.gates),
        "judged": None if rule.judged is None else sorted(rule.judged), "mender": rule.mender,
        "consumers": list(rule.consumers), "weight": rule.weight, "decision": rule.decision,
    }  # fmt: skip
    return {**found, "sql": _sql(rule)} if with_sql else found
