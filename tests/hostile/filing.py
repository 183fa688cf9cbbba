"""Papers of strangers: spoiled PDFs, bombs, and the names that files come under."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from config.paper_terms import KINDS
from crm.documents import NAME_CHARACTERS, Vault, shown_name
from papers.inspecting import Inspector
from tasks.inbox import kind_named
from tests.hostile.fuzzing import Defect, Play, spoiled, text
from tests.papers.samples import RULES, a_draft
from tests.papers.test_inspecting import CATALOG, a_pdf, a_stream

_KINDS = ("contract", "annex_a", "acceptance")
AT = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_FACTS = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(seiton.json) 4 0 R]>>>>>>"
_SIGNED = (
    b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>",
    _PAGES,
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[4 0 R]>>",
    b"<</FT/Sig/T(Uno)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]/V 5 0 R>>",
    b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 30]/Contents<3003020101>>>",
)


class Papers:
    """Inspects spoiled papers in the process that reads what comes in."""

    def __init__(self, inspector: Inspector, vault: Vault) -> None:
        self._inspector, self._vault = inspector, vault
        self._whole = [a_draft(kind).pdf for kind in _KINDS]

    def play(self, random: Random, cases: int) -> Counter[str]:
        return Counter(self._paper(random) for _ in range(cases))

    def _paper(self, random: Random) -> str:
        data = self._drawn(random)
        seen = self._inspector.inspect(data, at=AT)
        if seen.sha256 != hashlib.sha256(data).hexdigest() or seen.size_bytes != len(data):
            raise Defect("the file that was seen is not the one that was given")
        if any(signature.trusted and signature.valid for signature in seen.signatures):
            raise Defect("a spoiled file is taken for signed")
        return f"not read: {seen.problem}" if seen.problem else "read"

    def _drawn(self, random: Random) -> bytes:
        which = random.random()
        if which < 0.35:
            return spoiled(random, random.choice(self._whole))
        if which < 0.6:
            objects = [spoiled(random, part, 2) if random.random() < 0.4 else part for part in _SIGNED]
            return a_pdf(*objects)
        if which < 0.85:
            facts = random.choice(self._whole)[:400] if random.random() < 0.1 else _json(random)
            packed = zlib.compress(facts)
            stream = a_stream(spoiled(random, packed) if random.random() < 0.2 else packed)
            return a_pdf(_FACTS, _PAGES, _PAGE, b"<</Type/Filespec/EF<</F 5 0 R>>>>", stream)
        return spoiled(random, a_pdf(CATALOG, _PAGES, _PAGE))


def _json(random: Random) -> bytes:
    text_of_facts = a_draft(random.choice(_KINDS)).facts_json.encode()
    return spoiled(random, text_of_facts) if random.random() < 0.9 else b"[" * random.randrange(200_000)


@contextmanager
def papers(folder: Path) -> Iterator[Play]:
    """A process that inspects, and an empty vault."""
    with Inspector(RULES) as inspector:
        yield Papers(inspector, Vault(folder / "vault")).play


@contextmanager
def names(folder: Path) -> Iterator[Play]:
    """File names of strangers: of a known kind or of none, shown on one line, and never a place in the vault."""
    vault = Vault(folder / "vault")

    def one(random: Random) -> str:
        name = (
            random.choice(("", *KINDS))
            + text(random)
            + random.choice(("", ".pdf", ".PDF", ".pdf.exe", "/../x.pdf"))
        )
        shown = shown_name(name)
        if len(shown) > NAME_CHARACTERS or not shown.isprintable():
            raise Defect(f"{name!r} is shown as {shown!r}")
        try:
            raise Defect(f"{name!r} is a place in the vault: {vault.path(name)}")
        except ValueError:
            pass
        kind = kind_named(name, KINDS)
        if kind is not None and (kind not in KINDS or not name.lower().startswith(kind) or "/" in name):
            raise Defect(f"{name!r} is taken for a {kind}")
        return "of no kind" if kind is None else "of a kind"

    yield lambda random, cases: Counter(one(random) for _ in range(cases))
