"""What managers see of a lifecycle: who is held and why, where the cases stand, and one line that says what a run did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.company import Company, Lifecycle
from crm.standing import HeldLine, HeldTally, StageLine
from reports.escape import cell, markdown
from reports.markdown import bar, table
from reports.texts import Texts, days_since, pesos, thousands

SAID = ("created", "asked", "scored", "nurtured", "taken_up")
"""What a run may have done beside moving cases, in the order in which it is said."""
REASONS_SHOWN = 3
ROLES_SHOWN = 4


def role_name(company: Company, texts: Texts, mender: str) -> str:
    """A role of the company in the words of the reader; ``owner`` is whoever owns the case."""
    role = company.roles.get(mender)
    return texts("common.owner_of_record") if role is None else texts.of(role)


def held_table(
    company: Company, lifecycle: Lifecycle, texts: Texts, lines: Sequence[HeldLine], today: dt.date
) -> list[dict[str, str | int]]:
    """One row a held case, for a Prefect table. What lies behind a long text is out of sight: the least asked for is last."""
    return [
        {
            texts("held.case"): line.code,
            texts("held.customer"): cell(line.account or line.name or texts("common.no_name")),
            texts("held.next"): texts.of(lifecycle[line.target].name),
            texts("held.pesos"): pesos(line.value_mxn),
            texts("held.lacks"): texts.listed([texts.of(lack.sentence) for lack in line.lacks], REASONS_SHOWN),
            texts("held.mender"): ", ".join(
                dict.fromkeys(role_name(company, texts, lack.mender) for lack in line.lacks)
            ),
            texts("held.owner"): cell(line.owner or texts("common.unassigned")),
            texts("held.days"): days_since(line.since, today),
            texts("held.stage"): _place(lifecycle, texts, line),
        }
        for line in lines
    ]


def _place(lifecycle: Lifecycle, texts: Texts, line: HeldLine) -> str:
    known = line.stage in lifecycle.ids
    return texts.of(lifecycle[line.stage].name) if known else texts("held.imported")


def held_description(
    lifecycle: Lifecycle, texts: Texts, tally: HeldTally, lines: Sequence[HeldLine], company: Company
) -> str:
    """The sentence above the table: how many, for whom they wait, what it is worth."""
    if not tally.cases:
        return texts("held.none")
    said = [texts("held.title", lifecycle=texts.of(lifecycle.name), count=tally.cases)]
    if len(lines) < tally.cases:
        said.append(texts("held.capped", count=len(lines)))
    worth = sum((line.value_mxn or Decimal(0) for line in lines), Decimal(0))
    said.append(texts("held.worth", pesos=pesos(worth)))
    return " · ".join([*said, *waiting_for(company, texts, tally)])


def waiting_for(company: Company, texts: Texts, tally: HeldTally) -> list[str]:
    """For whom the held cases wait, the most first; a case that waits for two counts with both."""
    ranked = sorted(tally.by_mender.items(), key=lambda item: (-item[1], item[0]))
    return [
        texts("sweep.waits_for", who=role_name(company, texts, mender), count=count)
        for mender, count in ranked[:ROLES_SHOWN]
    ]


def stages_markdown(company: Company, lifecycle: Lifecycle, texts: Texts, lines: Sequence[StageLine]) -> str:
    """The stages with the cases and pesos that stand in each."""
    most = max((line.cases for line in lines), default=0)
    imported = any(line.claimed for line in lines)
    rows = [
        [
            texts.of(lifecycle[line.stage].name),
            role_name(company, texts, lifecycle[line.stage].owner),
            thousands(line.cases),
            bar(line.cases, most),
            thousands(line.held) if line.held else "",
            *([thousands(line.claimed) if line.claimed else ""] if imported else []),
            pesos(line.value_mxn) if line.cases else "",
        ]
        for line in lines
    ]
    rows.append(
        [
            texts("stages.total"),
            "",
            thousands(sum(line.cases for line in lines)),
            "",
            thousands(sum(line.held for line in lines)),
            *([thousands(sum(line.claimed for line in lines))] if imported else []),
            pesos(sum((line.value_mxn for line in lines), Decimal(0))),
        ]
    )
    head = [
        texts(f"stages.{word}")
        for word in ("stage", "owner", "cases", "share", "held", *(["claimed"] if imported else []), "pesos")
    ]
    numbers = [column not in (0, 1, 3) for column in range(len(head))]
    return table(head, rows, numbers)


@dataclass(frozen=True)
class CaseStory:
    """One case as it is told to whoever asked for it: where it stands, and of each reason what, how and who."""

    code: str
    account: str | None
    stage: str
    target: str | None
    since: dt.date | None
    reasons: Sequence[tuple[str, str, str]]


def case_markdown(lifecycle: Lifecycle, texts: Texts, story: CaseStory) -> str:
    """Why a case is held, and the shortest way through (000/A34)."""
    names = [
        texts.of(lifecycle[stage].name) if stage in lifecycle.ids else texts("held.imported")
        for stage in (story.stage, story.target)
        if stage is not None
    ]
    said = [f"## {markdown(story.code)} · {markdown(story.account or texts('common.no_name'))}", ""]
    said.append(markdown(" → ".join(names)))
    if story.since is not None:
        said[-1] += " · " + markdown(texts("case.since", day=story.since))
    if story.target is None:
        said += ["", texts("case.end")]
    elif not story.reasons:
        said += ["", texts("case.free")]
    else:
        head = [texts("case.lacks"), texts("case.mend"), texts("case.who")]
        said += ["", table(head, story.reasons)]
    return "\n".join(said) + "\n"


def run_message(
    company: Company,
    texts: Texts,
    tally: HeldTally,
    done: Mapping[str, int],
    *,
    rehearsal: bool = False,
) -> str:
    """One line for the state of a run: ``214 moved · 60 held · credit analyst 41 · contracts 19``.

    ``done`` counts the cases ``moved`` and what else was done (``SAID``).
    """
    said = [_moved(texts, done, rehearsal)]
    said += [texts(f"sweep.{word}", count=done[word]) for word in SAID if done.get(word)]
    if tally.cases:
        said += [texts("sweep.held", count=tally.cases), *waiting_for(company, texts, tally)]
    return " · ".join(said)


def run_outcome(texts: Texts, tally: HeldTally, done: Mapping[str, int], *, rehearsal: bool = False) -> str:
    """The same in few words, for the name of the run: the list of runs shows no messages."""
    held = [texts("sweep.held", count=tally.cases)] if tally.cases else []
    return ", ".join([_moved(texts, done, rehearsal), *held])


def _moved(texts: Texts, done: Mapping[str, int], rehearsal: bool) -> str:
    if not done.get("moved"):
        return texts("sweep.nothing")
    return texts("sweep.would_move" if rehearsal else "sweep.moved", count=done["moved"])
