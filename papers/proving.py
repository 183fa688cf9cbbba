"""Whether a paper that came in proves what the record says. A "no" is a value with its reasons, never an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from config.company import Text
from config.papers import Papers, load_papers
from papers.compare import compare
from papers.facts import Paper
from papers.inspection import Inspection
from papers.labels import TITLES
from papers.reasons import Reason, reason
from papers.signers import Signer, reasons_about
from papers.spanish import long_date

_RECORD = Text(en="the record", es="el registro")
_SEEMS = {
    "zip": Text(en=": it is a ZIP, Word or Excel file", es=": es un ZIP, un Word o un Excel"),
    "image": Text(en=": it is an image", es=": es una imagen"),
    "office": Text(en=": it is an office document", es=": es un documento de oficina"),
    "web_page": Text(en=": it is a web page", es=": es una página web"),
    "program": Text(en=": it is a program", es=": es un programa"),
}


@dataclass(frozen=True)
class Attestation:
    """A named person answers for the handwritten signatures on one scanned file (``sha256``)."""

    by: str
    on: dt.date
    statement: str
    sha256: str

    def __post_init__(self) -> None:
        if not (self.by.strip() and self.statement.strip()):
            raise ValueError("an attestation has a name and says something")


@dataclass(frozen=True)
class Proof:
    """Whether it holds, and why. Where it holds by attestation, ``attested_by`` and a reason say so."""

    holds: bool
    reasons: tuple[Reason, ...]
    attested_by: str | None = None


def prove(
    inspection: Inspection,
    expected: Sequence[Signer],
    paper: Paper,
    *,
    drafted_sha256: str | None = None,
    attestation: Attestation | None = None,
    rules: Papers | None = None,
) -> Proof:
    """Judge a file against the paper that the record asks for.

    ``paper`` is what the record says today; ``drafted_sha256`` is what ``draft`` answered when the paper was drafted. Every
    expected signer must have signed, each once and in person, all of it intact, trusted, unchanged, and about these facts.
    """
    rules = rules or load_papers()
    case = _Case(inspection, paper, rules)
    if inspection.problem is not None:
        return _proof([case.unread()])
    if attestation is not None and not (inspection.signatures or inspection.unread_signatures):
        return _proof([*case.activity(), *case.attested(attestation)], attestation)
    reasons = [*reasons_about(expected, inspection), *case.activity(), *case.of_its_pages(drafted_sha256)]
    reasons += case.of_its_facts()
    if attestation is not None:
        reasons.append(reason("attestation_not_needed", by=attestation.by))
    return _proof(reasons)


def _proof(reasons: Sequence[Reason], attestation: Attestation | None = None) -> Proof:
    holds = not any(reason.blocks for reason in reasons)
    return Proof(holds, tuple(reasons), attestation.by if attestation and holds else None)


@dataclass(frozen=True)
class _Case:
    seen: Inspection
    paper: Paper
    rules: Papers

    def unread(self) -> Reason:
        limits: dict[str, Any] = self.rules.limits.model_dump()
        seems = _SEEMS.get(self.seen.looks_like or "", Text(en="", es=""))
        return reason(self.seen.problem or "damaged", **limits, seems=seems)

    def activity(self) -> Iterator[Reason]:
        if self.seen.active:
            yield reason("active_content", what=", ".join(self.seen.active))

    def of_its_pages(self, drafted_sha256: str | None) -> Iterator[Reason]:
        if not self.rules.kinds[self.paper.facts.kind].as_drafted:
            return
        if drafted_sha256 is None:
            yield reason("no_draft")
        elif drafted_sha256 not in self.seen.beginnings:
            yield reason("other_pages")
        elif not self.seen.only_signed:
            yield reason("changed_before")
        if self.rules.trust.signatures_in_their_place:
            yield from (reason("drawn_elsewhere", field=field) for field in self.seen.drawn_elsewhere)

    def of_its_facts(self) -> Iterator[Reason]:
        theirs, ours = self.seen.paper, self.paper
        if theirs is None:
            yield reason("facts_unreadable" if self.seen.facts == "unreadable" else "no_facts")
        elif theirs.facts.kind != ours.facts.kind:
            yield reason("other_kind", ours=TITLES[ours.facts.kind], theirs=TITLES[theirs.facts.kind])
        else:
            place = self._signed_paper(theirs)
            for difference in compare(ours, theirs, self.rules.tolerances):
                yield replace(
                    reason("differs", sentence=difference.says(_RECORD, place)), difference=difference
                )

    def attested(self, attestation: Attestation) -> Iterator[Reason]:
        words = {
            "by": attestation.by,
            "on": Text(en=attestation.on.isoformat(), es=long_date(attestation.on)),
            "statement": attestation.statement,
        }
        kind = self.paper.facts.kind
        if not self.rules.kinds[kind].attestation:
            yield reason("attestation_not_allowed", title=TITLES[kind])
        if attestation.sha256 != self.seen.sha256:
            yield reason("attestation_of_another_file", **words)
        if self.seen.facts != "none":
            yield reason("attestation_of_a_draft", **words)
        if attestation.on < self.paper.issued_on:
            yield reason("attestation_too_early", **words)
        yield reason("attested", **words)

    def _signed_paper(self, theirs: Paper) -> Text:
        title = TITLES[theirs.facts.kind]
        return Text(
            en=f"the paper {theirs.number} ({title.en})", es=f"el documento {theirs.number} ({title.es})"
        )
