"""Drafting: from facts to a PDF in Spanish that carries its facts inside. The same facts make the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from config.papers import Kind, Papers, load_papers
from papers.facts import AnnexA, AnyFacts, Paper, Party
from papers.labels import TITLES
from papers.showing import on_paper
from papers.spanish import number_in_words, pesos_in_words

TEMPLATES = Path(__file__).parent / "templates"
ATTACHMENT = "seiton.json"
"""The file inside a PDF that says what the PDF says."""
_STANDARD: typst.PDFStandard = (
    "a-3a"  # made to be kept: fonts inside, text that can be read out, files attached
)


class DraftError(ValueError):
    """A paper can't be drafted from these facts; the message names what is wrong."""


@dataclass(frozen=True)
class Drafted:
    """A paper as it was drafted. Whoever keeps the record keeps ``sha256``: it proves that a signed file is this one."""

    paper: Paper
    pdf: bytes
    sha256: str
    facts_json: str


def draft(
    kind: Kind,
    facts: AnyFacts,
    *,
    number: str,
    issued_on: dt.date,
    company: Party,
    rules: Papers | None = None,
) -> Drafted:
    """The PDF of a paper. Raises ``DraftError`` where the facts are of another kind or can't be printed."""
    if facts.kind != kind:
        raise DraftError(f"{kind} can't be drafted from the facts of {facts.kind}")
    return draft_paper(Paper(number=number, issued_on=issued_on, company=company, facts=facts), rules)


def draft_paper(paper: Paper, rules: Papers | None = None) -> Drafted:
    """The PDF of a paper that is already in one piece."""
    facts_json = paper.to_json()
    try:
        pdf = typst.compile(
            TEMPLATES / f"{paper.facts.kind}.typ",
            root=TEMPLATES,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={
                "facts": facts_json,
                "view": json.dumps(_view(paper, facts_json, rules or load_papers())),
            },
            pdf_standards=[_STANDARD],
            timestamp=dt.datetime.combine(paper.issued_on, dt.time(), dt.UTC),
        )
    except typst.TypstError as error:
        raise DraftError(_explained(error)) from None
    return Drafted(paper, pdf, hashlib.sha256(pdf).hexdigest(), facts_json)


@cache
def _fonts() -> typst.Fonts:
    """Only those that come with the library: a paper looks the same wherever it is drafted."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _view(paper: Paper, facts_json: str, rules: Papers) -> dict[str, object]:
    digest = hashlib.sha256(facts_json.encode()).hexdigest()[:24]
    day = paper.issued_on
    return {
        "paper": on_paper(paper),
        "words": _in_words(paper.facts),
        "title": TITLES[paper.facts.kind].es,
        "issued_on": {"year": day.year, "month": day.month, "day": day.day},
        "fingerprint": " ".join(digest[start : start + 4] for start in range(0, len(digest), 4)),
        "look": {"page": {"letter": "us-letter"}.get(rules.page, rules.page), "accent": rules.accent},
    }


def _in_words(facts: AnyFacts) -> dict[str, str]:
    """What a paper says besides its facts: amounts in letters and sums."""
    said = {}
    if (monthly := getattr(facts, "monthly_mxn", None)) is not None:
        said["monthly_mxn"] = pesos_in_words(monthly)
    if (term := getattr(facts, "term_months", None)) is not None:
        said["term_months"] = number_in_words(term)
    if isinstance(facts, AnnexA):
        said["machines"] = f"{sum(line.quantity for line in facts.equipment):,}"
    return said


def _explained(error: typst.TypstError) -> str:
    unprintable = re.search(r"the text `\"([^`]+)\"` could not be displayed", error.message)
    if unprintable:
        return f"the fonts can't print {unprintable[1]!r}; write it in Latin letters"
    return f"the template could not be set: {error.message}"
