"""Drafting: what is printed, that text stays text, and that the same facts make the same file."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from pyhanko.pdf_utils.reader import PdfFileReader

from papers.drafting import DraftError, draft, draft_paper
from papers.showing import on_paper
from tests.papers.samples import ALL, CLIENT, COMPANY, ISSUED_ON, RULES, a_draft, a_paper
from tests.papers.signing import seen
from tests.papers.text_of import text_of

HOSTILE = [
    "#panic()",
    "#read(\"/look.typ\")",
    "$ x^2 $",
    "$ sin alcance",
    "*negritas* _cursivas_",
    "] #strong[x]",
    "} { ) (",
    "= Título",
    "- lista",
    "// comentario /* x */",
    "https://example.org",
    "@ref <etiqueta>",
    "`raw` ```raw```",
    "\\ \\u{41} ~ -- --- ... 'a' \"b\"",
    "&amp; <b>x</b>",
    "Ñandú Güemes Peña, S.A.P.I. de C.V. «ÁÉÍÓÚ» №",
]  # fmt: skip


def squeezed(text: str) -> str:
    return "".join(text.split())


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every fact, as it is printed."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, f"{path}[{number}]")
    elif value is not None:
        yield path, value


@pytest.mark.parametrize("kind", ALL)
def test_every_fact_of_a_paper_is_printed_on_it(kind: str) -> None:
    printed = squeezed(text_of(a_draft(kind).pdf))
    facts = [
        (path, said) for path, said in leaves(on_paper(a_paper(kind))) if path not in (".format", ".facts.kind")
    ]
    assert len(facts) > 15
    assert [path for path, said in facts if squeezed(said.replace("\u200b", "")) not in printed] == []


@pytest.mark.parametrize("kind", ALL)
def test_the_same_facts_make_the_same_file(kind: str) -> None:
    assert draft_paper(a_paper(kind), RULES).pdf == a_draft(kind).pdf


def test_the_same_facts_make_the_same_file_in_another_process() -> None:
    program = "from tests.papers.samples import a_draft; print(a_draft().sha256)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == a_draft().sha256


def test_another_fact_makes_another_file() -> None:
    assert a_draft().sha256 != a_draft(payment_days=31).sha256


@pytest.mark.parametrize("kind", ALL)
def test_a_paper_carries_its_facts(kind: str) -> None:
    drafted = a_draft(kind)
    found = seen(drafted.pdf)
    assert (found.problem, found.paper) == (None, a_paper(kind))
    assert drafted.facts_json == a_paper(kind).to_json()
    assert drafted.sha256 == hashlib.sha256(drafted.pdf).hexdigest()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_are_called_is_printed_letter_by_letter(text: str) -> None:
    client = CLIENT.model_copy(update={"representative": text, "legal_name": text})
    drafted = a_draft("annex_a", client=client)
    assert squeezed(text_of(drafted.pdf)).count(squeezed(text)) >= 4  # as party and as signer, twice each
    assert seen(drafted.pdf).paper == a_paper("annex_a", client=client)


def test_a_very_long_name_stays_on_the_page() -> None:
    client = CLIENT.model_copy(update={"representative": "Wenceslao" * 40, "legal_name": "Muebles y más " * 25})
    drafted = a_draft("contract", client=client)
    assert squeezed("Wenceslao" * 40) in squeezed(text_of(drafted.pdf))
    assert seen(drafted.pdf).pages <= 3


def test_a_long_annex_fills_pages() -> None:
    lines = ALL["annex_a"].equipment * 100  # type: ignore[union-attr]
    found = seen(a_draft("annex_a", equipment=lines).pdf)
    assert found.pages > 5
    assert found.paper == a_paper("annex_a", equipment=lines)


@pytest.mark.parametrize("text", ["漢字", "😀"])
def test_what_the_fonts_can_not_print_is_refused(text: str) -> None:
    with pytest.raises(DraftError, match=f"can't print '{text[0]}'"):
        a_draft(place=text)


def test_facts_of_another_kind_are_refused() -> None:
    with pytest.raises(DraftError, match="annex_b can't be drafted from the facts of annex_a"):
        draft("annex_b", ALL["annex_a"], number="B-1", issued_on=ISSUED_ON, company=COMPANY, rules=RULES)


@pytest.mark.parametrize(("page", "height"), [("letter", 792), ("a4", 842)])
def test_the_page_is_the_one_that_the_company_uses(page: str, height: int) -> None:
    drafted = draft_paper(a_paper(), RULES.model_copy(update={"page": page}))
    (first,) = PdfFileReader(io.BytesIO(drafted.pdf)).root["/Pages"]["/Kids"]
    assert round(float(list(first.get_object()["/MediaBox"])[3])) == height


def test_a_proposal_needs_only_a_name_of_the_client() -> None:
    client = type(ALL["proposal"].client)(name="Abarrotes La Ñ")  # type: ignore[union-attr, call-arg]
    assert isinstance(client, BaseModel)
    assert squeezed("Abarrotes La Ñ") in squeezed(text_of(a_draft("proposal", client=client, need=None).pdf))
