"""What the database refuses about documents: a paper that counts enters as what it is and is never altered (000/A17, A23).

Signatures are verified before a row is written; what a trigger can see, it demands: the draft of the same kind and case,
the hash, who answers for a handwritten signature. A draft stays, since signed papers are compared with it.
"""

from __future__ import annotations

from crm.model import Document

TABLE = Document.__tablename__
STATES = ("filed", "draft", "proved", "attested", "refused")
KEPT = "('draft', 'proved', 'attested')"
IS_KEPT = f"OLD.state IN {KEPT}"
NOT_ALTERED = "document: a draft, and a paper that was proved or attested, is never altered"
NOT_DELETED = "document: a draft, and a paper that was proved or attested, is never deleted"


def on_filing(differs: str) -> list[tuple[str, str]]:
    """How no document enters the CRM."""
    draft = (
        "EXISTS (SELECT 1 FROM document AS d WHERE d.id = NEW.draft_id AND d.state = 'draft' AND d.kind = NEW.kind"
        " AND d.opportunity_id = NEW.opportunity_id)"
    )
    answers = (
        "EXISTS (SELECT 1 FROM person AS p, opportunity AS o WHERE p.id = NEW.attested_by_id AND p.active"
        f" AND o.id = NEW.opportunity_id AND o.owner_id {differs} p.id)"
    )
    states = ", ".join(f"'{state}'" for state in STATES)
    return [
        ("document: unknown state", f"NEW.state NOT IN ({states})"),
        ("document: a draft and a signed paper have a hash and a case",
         f"NEW.state IN {KEPT} AND (NEW.sha256 IS NULL OR NEW.opportunity_id IS NULL)"),
        ("document: a signed paper names its draft, of the same kind and case",
         f"NEW.state IN ('proved', 'attested') AND NOT {draft}"),
        ("document: a colleague who does not sell the case answers for a handwritten signature, and says so",
         f"NEW.state = 'attested' AND (NOT {answers} OR NEW.attested_on IS NULL OR NEW.statement IS NULL)"),
    ]  # fmt: skip


def on_altering(as_text: str, differs: str) -> list[tuple[str, str]]:
    """How no document is changed. ``as_text``: how this database compares columns that know no equality."""
    columns = [column.name for column in Document.__table__.columns]
    changed = " OR ".join(f"NEW.{name}{as_text} {differs} OLD.{name}{as_text}" for name in columns)
    return [
        (NOT_ALTERED, f"{IS_KEPT} AND ({changed})"),
        ("document: a paper does not become proved: it comes in and is examined",
         f"NEW.state NOT IN ('filed', 'refused') AND NEW.state {differs} OLD.state"),
    ]  # fmt: skip
