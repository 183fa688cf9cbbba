"""What proves a paper and what does not. Every reason there is has a case here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from config.company import Text
from config.papers import Papers
from papers.inspecting import Inspector
from papers.inspection import Inspection
from papers.proving import Attestation, Proof, prove
from papers.reasons import NOTES, SENTENCES
from papers.signers import Signer
from tests.papers import signing as s
from tests.papers.samples import ALL, CLIENT, COMPANY, ISSUED_ON, RULES, a_draft, a_paper

THE_CLIENT = Signer("el cliente", rfc=CLIENT.rfc, representative_rfc=CLIENT.representative_rfc)
THE_COMPANY = Signer("la empresa", rfc=COMPANY.rfc, representative_rfc=COMPANY.representative_rfc)
BOTH = (THE_CLIENT, THE_COMPANY)
SCAN = Inspection(sha256="5" * 64, size_bytes=1, inspected_at=s.NOW, pages=3)


def rules(**of_the_kind: bool) -> Papers:
    kinds = {kind: rule.model_copy(update=of_the_kind) for kind, rule in RULES.kinds.items()}
    return RULES.model_copy(update={"kinds": kinds})


def proof(found: Inspection, expected: Sequence[Signer] = BOTH, kind: str = "contract", **more: Any) -> Proof:
    more.setdefault("drafted_sha256", a_draft(kind).sha256)
    return prove(found, expected, a_paper(kind), **({"rules": RULES} | more))


def codes(judged: Proof) -> list[str]:
    return [each.code for each in judged.reasons]


@cache
def by_both(kind: str = "contract") -> Inspection:
    return s.seen(s.signed_by_both(a_draft(kind).pdf))


def an_attestation(**changes: Any) -> Attestation:
    said = {
        "by": "Laura Ibarra",
        "on": dt.date(2026, 11, 24),
        "statement": "Vi firmar a ambos",
        "sha256": SCAN.sha256,
    }
    return Attestation(**(said | changes))


def attested(found: Inspection = SCAN, allowed: bool = True, **changes: Any) -> Proof:
    return proof(found, rules=rules(attestation=allowed), attestation=an_attestation(**changes))


@pytest.mark.parametrize("kind", ALL)
def test_a_paper_that_both_signed_as_it_was_drafted_proves_what_it_says(kind: str) -> None:
    assert proof(by_both(kind), kind=kind) == Proof(True, ())


def test_the_representatives_own_signature_is_as_good_as_the_companys() -> None:
    in_person = s.sat().issue("Óscar Güemes Peña", "GUPO700101AB3")
    pdf = s.signed(s.signed(a_draft().pdf, in_person), s.company(), "Empresa", box=None)
    assert proof(s.seen(pdf)).holds


def test_who_represents_us_does_not_sign_for_us_in_the_name_of_another_company() -> None:
    elsewhere = s.sat().issue("Otra empresa", "OTR010203AB9 / GUPO700101AB3")
    found = proof(s.seen(s.signed(a_draft().pdf, elsewhere)), [THE_CLIENT])
    assert codes(found) == ["signer_missing", "signer_unexpected"]


def test_a_name_is_enough_where_no_rfc_is_asked_for() -> None:
    found = s.seen(s.signed(a_draft().pdf, s.client()))
    assert proof(found, [Signer("cliente", name="oscar guemes  peña")]).holds
    assert codes(proof(found, [Signer("cliente", name="Óscar Güemes")])) == [
        "signer_missing",
        "signer_unexpected",
    ]


def test_a_signer_is_asked_for_by_rfc_or_name() -> None:
    with pytest.raises(ValueError, match="RFC or the name"):
        Signer("cliente")


def test_each_part_needs_a_signature_of_its_own() -> None:
    once = s.seen(s.signed(a_draft().pdf, s.client()))
    assert codes(proof(once, [THE_CLIENT, THE_CLIENT])) == ["signer_missing"]


def test_signatures_find_their_signers_in_any_order() -> None:
    wide = Signer("aval", rfc=CLIENT.rfc, representative_rfc=COMPANY.rfc)  # could be either signature
    assert proof(by_both(), [wide, THE_CLIENT]).holds
    assert proof(by_both(), [THE_CLIENT, wide]).holds


def test_a_service_that_writes_the_file_anew_is_accepted_only_where_the_company_says_so() -> None:
    anew = by_both().model_copy(update={"beginnings": ("0" * 64,), "only_signed": False})
    assert codes(proof(anew)) == ["other_pages"]
    assert proof(anew, rules=rules(as_drafted=False)).holds


def test_a_later_change_of_the_record_is_told_field_by_field() -> None:
    now = a_paper(monthly_mxn=Decimal("18451.50"), payment_days=45)
    found = prove(by_both(), BOTH, now, drafted_sha256=a_draft().sha256, rules=RULES)
    assert not found.holds
    assert [each.says for each in found.reasons] == [
        Text(
            en="Monthly price: the record says $18,451.50 MXN; the paper CON-0042 (Managed print services contract) says $18,450.50 MXN",
            es="Renta mensual: el registro dice $18,451.50 MXN; el documento CON-0042 (Contrato de servicio administrado de impresión) dice $18,450.50 MXN",
        ),
        Text(
            en="Days to pay: the record says 45; the paper CON-0042 (Managed print services contract) says 30",
            es="Días de pago: el registro dice 45; el documento CON-0042 (Contrato de servicio administrado de impresión) dice 30",
        ),
    ]
    assert [each.difference.field for each in found.reasons if each.difference] == [
        "facts.monthly_mxn",
        "facts.payment_days",
    ]


def test_an_attested_scan_holds_and_says_that_nobody_verified_it() -> None:
    found = attested()
    assert (found.holds, found.attested_by) == (True, "Laura Ibarra")
    assert [each.says for each in found.reasons] == [
        Text(
            en="Handwritten signatures: attested by Laura Ibarra on 2026-11-24, not verified. «Vi firmar a ambos»",
            es="Firmas autógrafas: lo atestigua Laura Ibarra el 24 de noviembre de 2026, sin verificación. «Vi firmar a ambos»",
        )
    ]


def test_an_attestation_does_not_mend_a_broken_signature() -> None:
    pdf = s.edited(s.signed_by_both(a_draft().pdf), s.turn_page)
    found = attested(s.seen(pdf), sha256=s.seen(pdf).sha256)
    assert not found.holds and found.attested_by is None and "changed_after" in codes(found)


def test_an_attestation_without_a_name_or_words_is_none() -> None:
    for empty in ({"by": " "}, {"statement": ""}):
        with pytest.raises(ValueError, match="a name and says something"):
            an_attestation(**empty)


def unread(problem: str, **more: Any) -> Proof:
    return proof(SCAN.model_copy(update={"problem": problem} | more))


def changed(**update: Any) -> Proof:
    return proof(by_both().model_copy(update=update))


def signed_once(who: s.Holder, expected: Sequence[Signer] = (THE_CLIENT,), at: dt.datetime = s.NOW) -> Proof:
    return proof(s.seen(s.signed(a_draft().pdf, who), s.a_judge(at=at)), expected)


def altered(pdf: bytes) -> bytes:
    at = pdf.index(b"stream") + 30
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def twice() -> Proof:
    pdf = s.signed(s.signed(a_draft().pdf, s.client()), s.client(), "Empresa", box=None)
    return proof(s.seen(pdf))


def for_both() -> Proof:
    of_the_company = s.sat().issue("Seiton", "SIA150312QX7 / GUPO700101AB3")
    return proof(s.seen(s.signed(s.signed(a_draft().pdf, s.client()), of_the_company, "Empresa", box=None)))


def own_root() -> Proof:
    impostor = s.self_signed("Impostor", CLIENT.rfc, authority=True)
    judge = s.Judge(s.NOW, s.Authorities((impostor.asn1,)))
    return proof(s.seen(s.signed(a_draft().pdf, impostor), judge), [THE_CLIENT])


CASES: dict[str, tuple[Callable[[], Proof], list[str]]] = {
    # the file
    "not_pdf": (lambda: unread("not_pdf", looks_like="zip"), ["not_pdf"]),
    "damaged": (lambda: unread("damaged"), ["damaged"]),
    "trailing_data": (lambda: unread("trailing_data"), ["trailing_data"]),
    "encrypted": (lambda: unread("encrypted"), ["encrypted"]),
    "too_large": (lambda: unread("too_large"), ["too_large"]),
    "too_many_pages": (lambda: unread("too_many_pages"), ["too_many_pages"]),
    "too_many_signatures": (lambda: unread("too_many_signatures"), ["too_many_signatures"]),
    "too_slow": (lambda: unread("too_slow"), ["too_slow"]),
    "too_much_memory": (lambda: unread("too_much_memory"), ["too_much_memory"]),
    # the signatures
    "nobody_expected": (lambda: proof(s.seen(a_draft().pdf), []), ["nobody_expected", "unsigned"]),
    "unsigned": (lambda: proof(s.seen(a_draft().pdf)), ["unsigned", "signer_missing", "signer_missing"]),
    "unread_signature": (lambda: changed(unread_signatures=("Aval",)), ["unread_signature"]),
    "signer_missing": (lambda: signed_once(s.client(), BOTH), ["signer_missing"]),
    "signer_unexpected": (lambda: proof(by_both(), [THE_CLIENT]), ["signer_unexpected"]),
    "same_person": (twice, ["signer_missing", "same_person"]),
    "not_intact": (
        lambda: proof(s.seen(altered(s.signed(a_draft().pdf, s.client()))), [THE_CLIENT]),
        ["not_intact", "other_pages"],
    ),
    "not_valid": (
        lambda: proof(s.seen(s.forged(s.signed(a_draft().pdf, s.client()))), [THE_CLIENT]),
        ["not_valid"],
    ),
    "not_whole": (
        lambda: proof(s.seen(s.signed_in_part(a_draft().pdf, s.client())), [THE_CLIENT]),
        ["not_whole"],
    ),
    "changed_after": (
        lambda: proof(s.seen(s.edited(s.signed_by_both(a_draft().pdf), s.turn_page))),
        ["changed_after", "changed_after", "changed_before"],
    ),
    "no_roots": (
        lambda: proof(
            s.seen(s.signed(a_draft().pdf, s.client()), s.Judge(s.NOW, s.Authorities())), [THE_CLIENT]
        ),
        ["no_roots"],
    ),
    "own_root": (own_root, ["own_root"]),
    "self_signed": (lambda: signed_once(s.self_signed("Impostor", CLIENT.rfc)), ["self_signed"]),
    "expired": (lambda: signed_once(s.client(), at=s.NOW + dt.timedelta(days=9000 // 9)), ["expired"]),
    "not_for_signing": (
        lambda: signed_once(s.sat().issue("Para cifrar", CLIENT.rfc, signs=False)),
        ["not_for_signing"],
    ),
    "unknown_authority": (
        lambda: signed_once(s.Authority("Otra AC").issue("Óscar Güemes Peña", CLIENT.rfc)),
        ["unknown_authority"],
    ),
    # the content
    "active_content": (lambda: changed(active=("/JavaScript",)), ["active_content"]),
    "no_draft": (lambda: proof(by_both(), drafted_sha256=None), ["no_draft"]),
    "other_pages": (
        lambda: proof(s.seen(s.signed_by_both(a_draft(payment_days=30, notice_days=91).pdf))),
        ["other_pages", "differs"],
    ),
    "changed_before": (
        lambda: proof(s.seen(s.signed_by_both(s.edited(a_draft().pdf, s.turn_page)))),
        ["changed_before"],
    ),
    "drawn_elsewhere": (
        lambda: proof(s.seen(s.signed(a_draft().pdf, s.client(), box=(72, 300, 400, 500))), [THE_CLIENT]),
        ["drawn_elsewhere"],
    ),
    "no_facts": (lambda: changed(paper=None, facts="none"), ["no_facts"]),
    "facts_unreadable": (lambda: changed(paper=None, facts="unreadable"), ["facts_unreadable"]),
    "other_kind": (lambda: proof(by_both("annex_b")), ["other_pages", "other_kind"]),
    "differs": (lambda: changed(paper=a_paper(payment_days=31)), ["differs"]),
    # the attestation
    "attested": (attested, ["attested"]),
    "attestation_not_allowed": (lambda: attested(allowed=False), ["attestation_not_allowed", "attested"]),
    "attestation_of_another_file": (
        lambda: attested(sha256="6" * 64),
        ["attestation_of_another_file", "attested"],
    ),
    "attestation_of_a_draft": (
        lambda: attested(s.seen(a_draft().pdf), sha256=a_draft().sha256),
        ["attestation_of_a_draft", "attested"],
    ),
    "attestation_too_early": (
        lambda: attested(on=ISSUED_ON - dt.timedelta(days=1)),
        ["attestation_too_early", "attested"],
    ),
    "attestation_not_needed": (lambda: attested(by_both()), ["attestation_not_needed"]),
}


def test_every_reason_has_a_case() -> None:
    assert CASES.keys() == SENTENCES.keys()


@pytest.mark.parametrize("code", CASES)
def test_a_reason_is_given_where_it_is_due_and_said_in_both_languages(code: str) -> None:
    case, expected = CASES[code]
    found = case()
    assert codes(found) == expected
    assert found.holds is (set(expected) <= NOTES)
    for each in found.reasons:
        assert each.says.en != each.says.es and "{" not in each.says.en + each.says.es


def test_one_person_does_not_sign_for_both_parts() -> None:
    assert codes(for_both()) == ["same_person"]


def test_a_renamed_file_is_called_what_it_seems() -> None:
    with Inspector(RULES) as inspector:
        found = proof(inspector.inspect(b"PK\x03\x04 a spreadsheet", at=s.NOW))
    assert found.reasons[0].says.en == "The file is not a PDF: it is a ZIP, Word or Excel file"
