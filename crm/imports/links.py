"""Links from an imported row to records that the CRM has. Exactly one record or none: nothing is guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.imports.plan import LinkPlan, TablePlan
from crm.imports.problems import BadCell
from crm.imports.rows import Candidate

UNRESOLVED = "?"
"""Stands before the digest of a text that linked to nothing, so that a later import may try again."""

_Found = dict[str, list[tuple[int, bool, tuple[str | None, ...]]]]


def resolve(
    session: Session, source: str, links: Sequence[LinkPlan], candidates: Sequence[Candidate], plan: TablePlan
) -> list[tuple[Candidate, BadCell]]:
    """Fill the links of the candidates, one query a link; what links to nothing is kept as text.

    Returns the candidates that a required link makes impossible.
    """
    direct = {field.name for field in plan.fields}
    impossible = []
    for link in links:
        texts = {wanted for candidate in candidates if (wanted := candidate.wanted[link.name][0])}
        found = _look_up(session, source, link, texts)
        for candidate in candidates:
            text, *narrow = candidate.wanted[link.name]
            record_id = _only(found[link.reference.prefix + text], tuple(narrow)) if text else None
            candidate.values[link.name] = record_id
            keep_as = link.reference.keep_as
            if text and record_id is None:
                candidate.said[link.name] = UNRESOLVED + candidate.said[link.name]
                if link.required:
                    impossible.append((candidate, _unlinked(link, text)))
                if keep_as is not None:
                    candidate.values[keep_as] = text
            elif keep_as is not None and keep_as not in direct:
                candidate.values[keep_as] = None
    return impossible


def _unlinked(link: LinkPlan, text: str) -> BadCell:
    record, by = link.reference.record, link.reference.by
    return BadCell(
        f"{link.name}: no {record} can be told by this {by}",
        f"{link.name}: ningún registro {record} se reconoce por este {by}",
        value=text,
        column=", ".join(link.spec.from_),
    )


def _look_up(session: Session, source: str, link: LinkPlan, texts: set[str]) -> _Found:
    """For each text, the records that bear it: id, whether they are of the same source, what tells them apart."""
    found: _Found = defaultdict(list)
    if not texts:
        return found
    reference, table = link.reference, link.target
    by = table.c[reference.by]
    columns = [by, table.c.id, table.c.source, *(table.c[name] for name in reference.narrow)]
    query = sa.select(*columns).where(by.in_([reference.prefix + text for text in texts]))
    if reference.by == "source_id":
        query = query.where(table.c.source == source)
    for text, record_id, origin, *narrow in session.execute(query):
        found[text].append((record_id, origin == source, tuple(narrow)))
    return found


def _only(namesakes: list[tuple[int, bool, tuple[str | None, ...]]], narrow: tuple[str, ...]) -> int | None:
    """The one record that is meant: of the same source before others, told apart by further fields, else none."""
    pool = [record for record in namesakes if record[1]] or namesakes
    if len(pool) > 1 and all(narrow):
        pool = [record for record in pool if record[2] == narrow]
    return pool[0][0] if len(pool) == 1 else None
