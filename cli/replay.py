"""``seiton policy replay FOLDER``: a draft of the configuration held against what happened."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from checks.replay import Decision, Difference, Replayed
from checks.replay import replay as replay_all
from checks.rules import rulebook
from cli import replay_texts as t
from cli.conformance import as_given
from cli.desk import desk
from cli.screen import Screen, pesos
from config.company import Company, load_company
from reports.texts import percent


def replay(folder: Path, limit: int, as_json: bool) -> None:
    """Compare the draft with the policy of today; the CRM is only read."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        draft = rulebook(load_company(folder))
        with at.look() as (session, installed), screen.progress(t.REPLAYING):
            found = replay_all(session, installed.rulebook, draft, limit)
    _show(screen, at.company, found)
    screen.json({
        "differences": [asdict(one) | {"says": one.says.to(screen.language)} for one in found.differences],
        "decisions": [asdict(one) for one in found.decisions],
        "conformance": [{"today": as_given(was), "draft": as_given(will)} for was, will in found.conformance],
        "unknown_stages": found.unknown_stages,
    })  # fmt: skip


def _show(screen: Screen, company: Company, found: Replayed) -> None:
    for stage in found.unknown_stages:
        screen.say(t.UNKNOWN_STAGE, "yellow", stage=stage)
    for effect, said in t.EFFECTS.items():
        lines = [one for one in found.differences if one.effect == effect]
        if lines:
            screen.say(said, "bold")
        for line in lines:
            _difference(screen, company, line)
    for decision in found.decisions:
        _decision(screen, company, decision)
    for was, will in found.conformance:
        if was.fitting_moves != will.fitting_moves:
            name = company.lifecycles[was.record].name.to(screen.language)
            screen.say(t.FITS, lifecycle=name, was=percent(was.move_percent), will=percent(will.move_percent))
    if not found.differences and not found.decisions:
        screen.say(t.THE_SAME, "green")
    screen.say(t.LIMITS, "dim")


def _difference(screen: Screen, company: Company, line: Difference) -> None:
    stage = company.lifecycles[line.record][line.stage].name.to(screen.language)
    screen.print(f"  {line.rule} → {stage}: {line.says.to(screen.language)}")
    screen.say(t.CASES, cases=line.cases, value=pesos(line.value_mxn), dearest=", ".join(line.dearest))


def _decision(screen: Screen, company: Company, line: Decision) -> None:
    def role(word: str | None) -> str:
        return t.NOBODY.to(screen.language) if word is None else _role(company, word, screen.language)

    what = company.approvals.of(line.kind).question.to(screen.language)
    screen.say(t.OTHER_ROLE, "bold", what=what, was=role(line.role), will=role(line.draft_role))
    screen.say(t.CASES, cases=line.cases, value=pesos(line.value_mxn), dearest=", ".join(line.dearest))


def _role(company: Company, word: str, language: str) -> str:
    return company.roles[word].to(language) if word in company.roles else word
