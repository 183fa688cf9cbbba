"""What is seen of a signature: whose, when, intact, trusted, and what came after it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from pathlib import Path

import pytest
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field

from config.company import ConfigError
from config.papers import KnownCertificate
from papers.certificates import authorities, certificate_number, holder
from papers.inspection import Inspection
from tests.papers import signing as s
from tests.papers.samples import a_draft


@pytest.fixture(scope="module")
def draft() -> bytes:
    return a_draft().pdf


@pytest.fixture(scope="module")
def both(draft: bytes) -> bytes:
    return s.signed_by_both(draft)


def the_signature(found: Inspection) -> dict[str, object]:
    (signature,) = found.signatures
    return signature.model_dump()


def test_two_signatures_are_seen_with_all_that_they_say(both: bytes, draft: bytes) -> None:
    found = s.seen(both)
    first, second = found.signatures
    assert (found.problem, found.pages, found.unread_signatures, found.only_signed) == (None, 1, (), True)
    assert (first.field, first.signer, first.rfc) == ("Cliente", "Óscar Güemes Peña", "MTN0203047A1")
    assert (first.representative_rfc, first.certificate_number) == ("GUPO700101AB3", "30001000000300023685")
    assert (second.field, second.rfc, second.representative_rfc) == ("Empresa", "SIA150312QX7", "OOVM8009145K2")
    for each in found.signatures:
        assert each.intact and each.valid and each.trusted and each.whole and each.unchanged_after
        assert each.signed_at is not None and not each.time_proved
    assert found.signed_at == second.signed_at
    assert s.seen(draft).sha256 in found.beginnings


@pytest.mark.parametrize(
    ("rfc", "read"),
    [
        ("MTN0203047A1 / GUPO700101AB3", ("MTN0203047A1", "GUPO700101AB3")),
        ("GUPO700101AB3", ("GUPO700101AB3", None)),
        ("GUPO700101AB3 / GUPO700101HDFXXX09", ("GUPO700101AB3", None)),
        (b"\x00MTN0203047A1", ("MTN0203047A1", None)),
        (None, (None, None)),
    ],
)
def test_the_rfc_is_read_as_the_sat_writes_it_and_as_the_standard_wants_it(
    draft: bytes, rfc: str | bytes | None, read: tuple[str | None, str | None]
) -> None:
    found = the_signature(s.seen(s.signed(draft, s.sat().issue("Firmante", rfc))))
    assert (found["rfc"], found["representative_rfc"], found["distrust"]) == (*read, None)


def test_a_certificate_without_an_rfc_is_known_by_the_configuration(draft: bytes) -> None:
    someone = s.sat().issue("Firmante")
    pdf = s.signed(draft, someone)
    digest = s.seen(pdf).signatures[0].certificate_sha256
    judge = dataclasses.replace(
        s.a_judge(), known={digest: KnownCertificate(rfc="SIA150312QX7", name="Mariana")}
    )
    (signature,) = s.seen(pdf, judge).signatures
    assert (signature.rfc, signature.signer) == ("SIA150312QX7", "Mariana")


def test_a_number_that_the_sat_did_not_give_is_shown_in_hexadecimal() -> None:
    assert certificate_number(0xABC123) == "abc123"
    assert certificate_number(0) == "0"


def test_a_name_in_a_certificate_is_one_visible_line() -> None:
    assert holder(s.sat().issue("Ana\x1b[31m\n\u202eDíaz").asn1).name == "Ana [31m Díaz"


def test_a_byte_that_is_altered_is_seen(both: bytes) -> None:
    at = both.index(b"stream") + 30
    altered = both[:at] + bytes([both[at] ^ 1]) + both[at + 1 :]
    found = s.seen(altered)
    assert [each.intact for each in found.signatures] == [False, False]


def test_a_signature_that_the_key_did_not_make_is_not_valid(draft: bytes) -> None:
    (found,) = s.seen(s.forged(s.signed(draft, s.client()))).signatures
    assert found.intact and not found.valid


def test_a_signature_that_leaves_bytes_out_is_not_whole(draft: bytes) -> None:
    (found,) = s.seen(s.signed_in_part(draft, s.client())).signatures
    assert found.intact and found.valid and not found.whole


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (lambda: s.Authority("Otra AC").issue("Óscar Güemes Peña", "MTN0203047A1"), "unknown_authority"),
        (lambda: s.self_signed("Impostor", "MTN0203047A1"), "self_signed"),
        (lambda: s.sat().issue("Para cifrar", "MTN0203047A1", signs=False), "not_for_signing"),
        (lambda: s.sat().issue("Vencido", "MTN0203047A1", until=s.NOW - dt.timedelta(days=1)), "expired"),
    ],
)
def test_a_certificate_that_nobody_we_trust_answers_for_is_not_trusted(
    draft: bytes, who: object, why: str
) -> None:
    found = the_signature(s.seen(s.signed(draft, who())))  # type: ignore[operator]
    assert (found["intact"], found["valid"], found["distrust"]) == (True, True, why)


def test_without_roots_nobody_is_trusted(both: bytes) -> None:
    from papers.certificates import Authorities

    judge = dataclasses.replace(s.a_judge(), authorities=Authorities())
    assert [each.distrust for each in s.seen(both, judge).signatures] == ["no_roots", "no_roots"]


def test_a_signer_among_the_roots_does_not_vouch_for_themselves(draft: bytes) -> None:
    from papers.certificates import Authorities

    impostor = s.self_signed("Impostor", "MTN0203047A1", authority=True)
    judge = dataclasses.replace(s.a_judge(), authorities=Authorities((impostor.asn1,)))
    assert the_signature(s.seen(s.signed(draft, impostor), judge))["distrust"] == "own_root"


def test_an_authority_between_root_and_signer_is_found_in_the_folder(draft: bytes, tmp_path: Path) -> None:
    root, key = s.sat(), s.a_key("AC intermedia")
    far = s.NOW + dt.timedelta(days=900)
    made = s.a_certificate(
        s.a_name("AC intermedia"), key, root.certificate.subject, root.key, authority=True, until=far
    )
    signer_key = s.a_key("Firmante")
    issued = s.a_certificate(s.a_name("Firmante", "MTN0203047A1"), signer_key, made.subject, key)
    pdf = s.signed(draft, s.Holder(issued, signer_key, issued))  # the file does not carry the authority
    folder = root.folder(tmp_path / "roots")
    alone = dataclasses.replace(s.a_judge(), authorities=authorities(folder))
    assert the_signature(s.seen(pdf, alone))["distrust"] == "unknown_authority"
    s.write_certificate(folder / "between.pem", made)
    helped = dataclasses.replace(s.a_judge(), authorities=authorities(folder))
    assert the_signature(s.seen(pdf, helped))["distrust"] is None


def test_a_signers_own_certificate_is_refused_as_a_root(tmp_path: Path) -> None:
    s.write_certificate(tmp_path / "firmante.cer", s.client().certificate)
    with pytest.raises(ConfigError, match=r"firmante\.cer: not the certificate of an authority"):
        authorities(tmp_path)


def test_a_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root.cer").write_text("<html>")
    with pytest.raises(ConfigError, match=r"root\.cer: not a certificate"):
        authorities(tmp_path)


def test_a_folder_that_is_not_there_holds_no_roots(tmp_path: Path) -> None:
    assert authorities(tmp_path / "none").roots == ()


@pytest.mark.parametrize("stamped", [True, False])
def test_a_timestamp_proves_that_the_certificate_was_in_force(draft: bytes, stamped: bool) -> None:
    signed_at = s.NOW
    stamper = s.a_stamper(signed_at, s.sat()) if stamped else None
    short = s.sat().issue("Óscar Güemes Peña", "MTN0203047A1", until=s.NOW + dt.timedelta(days=30))
    pdf = s.signed(draft, short, stamper=stamper)
    later = s.a_judge(at=s.NOW + dt.timedelta(days=365))
    found = the_signature(s.seen(pdf, later))
    assert found["distrust"] == (None if stamped else "expired")
    assert found["time_proved"] is stamped
    if stamped:
        assert found["signed_at"] == signed_at


def test_a_timestamp_of_a_stranger_proves_nothing(draft: bytes) -> None:
    short = s.sat().issue("Óscar Güemes Peña", "MTN0203047A1", until=s.NOW + dt.timedelta(days=30))
    pdf = s.signed(draft, short, stamper=s.a_stamper(s.NOW, s.Authority("Otra AC")))
    found = the_signature(s.seen(pdf, s.a_judge(at=s.NOW + dt.timedelta(days=365))))
    assert (found["distrust"], found["time_proved"]) == ("expired", False)


def test_a_timestamp_from_before_the_certificate_does_not_help(draft: bytes) -> None:
    pdf = s.signed(draft, s.client(), stamper=s.a_stamper(dt.datetime(2019, 1, 1, tzinfo=dt.UTC), s.sat()))
    assert the_signature(s.seen(pdf))["distrust"] == "expired"


def test_a_page_that_is_changed_after_the_signature_is_seen(both: bytes) -> None:
    found = s.seen(s.edited(both, s.turn_page))
    assert [each.intact for each in found.signatures] == [True, True]
    assert [each.unchanged_after for each in found.signatures] == [False, False]
    assert not found.only_signed


def test_a_page_that_is_changed_before_the_first_signature_is_seen(draft: bytes) -> None:
    found = s.seen(s.signed(s.edited(draft, s.turn_page), s.client()))
    assert found.signatures[0].unchanged_after and not found.only_signed


def test_a_signature_that_forbids_any_change_is_broken_by_another_field(draft: bytes) -> None:
    locked = s.signed(draft, s.client(), certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    spec = SigFieldSpec("Empresa", on_page=0, box=(320, 90, 500, 140))
    (first,) = s.seen(s.edited(locked, lambda writer: append_signature_field(writer, spec))).signatures
    assert first.intact and not first.unchanged_after


def test_an_invisible_signature_counts(draft: bytes) -> None:
    found = s.seen(s.signed(draft, s.client(), box=None))
    assert found.signatures[0].trusted and found.drawn_elsewhere == ()


@pytest.mark.parametrize(("box", "elsewhere"), [(s.FOOT, ()), ((72, 400, 300, 460), ("Cliente",))])
def test_a_signature_drawn_over_the_text_is_seen(
    draft: bytes, box: tuple[int, int, int, int], elsewhere: object
) -> None:
    assert s.seen(s.signed(draft, s.client(), box=box)).drawn_elsewhere == elsewhere


def test_an_empty_field_drawn_over_the_text_after_the_signature_is_seen(both: bytes) -> None:
    over = SigFieldSpec("Aval", on_page=0, box=(72, 300, 400, 500))
    found = s.seen(s.edited(both, lambda writer: append_signature_field(writer, over)))
    assert found.drawn_elsewhere == ("Aval",)


def test_a_signature_drawn_on_an_earlier_page_is_seen() -> None:
    long = a_draft("annex_a", equipment=a_draft("annex_a").paper.facts.equipment * 12).pdf  # type: ignore[union-attr]
    assert s.seen(s.signed(long, s.client(), page=0)).drawn_elsewhere == ("Cliente",)
    assert s.seen(s.signed(long, s.client(), page=-1)).drawn_elsewhere == ()


def test_nothing_is_logged_for_a_signature_that_fails(both: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        s.seen(s.edited(both, s.turn_page))
    assert [record for record in caplog.records if record.name.startswith("pyhanko")] == []
