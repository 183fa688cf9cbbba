"""Papers: drafted from facts, inspected when they come back signed, and compared with the record they came from.

A library: it knows no database. ``draft`` makes a PDF that carries its facts, ``inspect`` says what is in a file, ``prove`` whether
that file proves what the record says, ``compare`` where two sets of facts differ.
"""

from papers.compare import Difference, compare
from papers.drafting import Drafted, DraftError, draft, draft_paper
from papers.facts import Paper, Party
from papers.inspecting import Inspector, inspect
from papers.inspection import Inspection, Signature
from papers.proving import Attestation, Proof, prove
from papers.reasons import Reason
from papers.signers import Signer

__all__ = [
    "Attestation",
    "Difference",
    "DraftError",
    "Drafted",
    "Inspection",
    "Inspector",
    "Paper",
    "Party",
    "Proof",
    "Reason",
    "Signature",
    "Signer",
    "compare",
    "draft",
    "draft_paper",
    "inspect",
    "prove",
]
