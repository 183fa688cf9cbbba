"""A small authority that writes certificates as the SAT does, and people who sign with them."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

import papers.certificates  # noqa: F401  (teaches asn1crypto the certificates of the SAT)
from papers.certificates import Authorities
from papers.inspection import Inspection
from papers.signatures import Judge

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
FOOT = (72, 90, 250, 140)
UNIQUE_IDENTIFIER = x509.ObjectIdentifier("2.5.4.45")
SAT_NUMBER = int.from_bytes(b"30001000000300023685")


@cache
def a_key(whose: str) -> rsa.RSAPrivateKey:
    """A key for a name, made once in a run of the tests."""
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True)
class Holder:
    """A certificate with its key, and the certificate that vouches for it."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    issuer: x509.Certificate

    @property
    def asn1(self) -> asn1.Certificate:
        return as_asn1(self.certificate)

    def signer(self) -> signers.SimpleSigner:
        store = SimpleCertificateStore()
        store.register(as_asn1(self.issuer))
        return signers.SimpleSigner(signing_cert=self.asn1, signing_key=as_key(self.key), cert_registry=store)


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def as_key(key: rsa.RSAPrivateKey) -> keys.PrivateKeyInfo:
    kind, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return keys.PrivateKeyInfo.load(key.private_bytes(kind, form, serialization.NoEncryption()))


def a_name(name: str, rfc: str | bytes | None = None) -> x509.Name:
    """A subject; an RFC as text is written as the SAT does, as bytes as the standard wants it."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.COUNTRY_NAME, "MX")]
    if rfc is not None:
        how = _ASN1Type.PrintableString if isinstance(rfc, str) else _ASN1Type.BitString
        parts.append(x509.NameAttribute(UNIQUE_IDENTIFIER, rfc, how))
    return x509.Name(parts)


def a_certificate(
    name: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    *,
    authority: bool = False,
    until: dt.datetime = NOW + dt.timedelta(days=700),
    number: int | None = None,
    stamps: bool = False,
    signs: bool = True,
) -> x509.Certificate:
    may = signs and not authority
    usage = x509.KeyUsage(may, may, False, False, False, authority, authority, False, False)
    builder = (
        x509.CertificateBuilder(issuer, name, key.public_key(), number or x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return builder.sign(issuer_key, hashes.SHA256())


class Authority:
    """Issues certificates; ``folder`` writes it where the company keeps its roots."""

    def __init__(self, name: str = "AC de Prueba") -> None:
        self.key = a_key(name)
        far = NOW + dt.timedelta(days=9000)
        self.certificate = a_certificate(
            a_name(name), self.key, a_name(name), self.key, authority=True, until=far
        )

    def issue(
        self,
        name: str,
        rfc: str | bytes | None = None,
        *,
        until: dt.datetime = NOW + dt.timedelta(days=700),
        number: int | None = None,
        stamps: bool = False,
        signs: bool = True,
    ) -> Holder:
        key = a_key(name)
        made = a_certificate(
            a_name(name, rfc),
            key,
            self.certificate.subject,
            self.key,
            until=until,
            number=number,
            stamps=stamps,
            signs=signs,
        )
        return Holder(made, key, self.certificate)

    def folder(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        write_certificate(folder / "root.cer", self.certificate)
        return folder


def write_certificate(path: Path, certificate: x509.Certificate) -> None:
    kind = serialization.Encoding.PEM if path.suffix == ".pem" else serialization.Encoding.DER
    path.write_bytes(certificate.public_bytes(kind))


def self_signed(name: str, rfc: str, *, authority: bool = False) -> Holder:
    """Somebody who vouches for themselves."""
    key = a_key(name)
    made = a_certificate(a_name(name, rfc), key, a_name(name, rfc), key, authority=authority)
    return Holder(made, key, made)


@cache
def sat() -> Authority:
    """The authority that the company trusts in these tests."""
    return Authority()


@cache
def client() -> Holder:
    """The client's e.firma: company and representative, and a number as the SAT writes it."""
    return sat().issue("Óscar Güemes Peña", "MTN0203047A1 / GUPO700101AB3", number=SAT_NUMBER)


@cache
def company() -> Holder:
    """The dealer's e.firma."""
    return sat().issue("Seiton Impresión Administrada", "SIA150312QX7 / OOVM8009145K2")


def a_stamper(fixed: dt.datetime, authority: Authority) -> DummyTimeStamper:
    """A service that says when."""
    stamper = authority.issue("Sello de Tiempo", until=NOW + dt.timedelta(days=8000), stamps=True)
    store = SimpleCertificateStore()
    store.register(as_asn1(authority.certificate))
    return DummyTimeStamper(stamper.asn1, as_key(stamper.key), certs_to_embed=store, fixed_dt=fixed)


def signed(
    pdf: bytes,
    who: Holder,
    field: str = "Cliente",
    *,
    box: tuple[int, int, int, int] | None = FOOT,
    page: int = -1,
    stamper: DummyTimeStamper | None = None,
    **more: object,
) -> bytes:
    """The file with one more signature, added at its end."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec(field, on_page=page, box=box))
    how = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, **more
    )
    return signers.sign_pdf(writer, how, signer=who.signer(), timestamper=stamper).getvalue()


def signed_by_both(pdf: bytes) -> bytes:
    """Signed by the client, then by the dealer, as it should be."""
    return signed(signed(pdf, client()), company(), "Empresa", box=(320, 90, 500, 140))


def edited(pdf: bytes, edit: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file with a change added at its end, as an editor saves it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def forged(pdf: bytes) -> bytes:
    """The file with another number in place of what the signer's key made."""
    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    genuine = embedded.signer_info["signature"].native.hex().encode()
    start = pdf.lower().index(genuine)
    return pdf[:start] + (b"1" if pdf[start : start + 1] == b"0" else b"0") + pdf[start + 1 :]


def signed_in_part(pdf: bytes, who: Holder) -> bytes:
    """Signed by who leaves some bytes after the signature out of what they sign."""
    whole = signed(pdf, who)
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", whole)
    assert found is not None
    length, after, rest = (int(number) for number in found.groups())
    changed = b"/ByteRange [0 %d %d %d]" % (length, after + 20, rest - 20)
    assert len(changed) == len(found[0])
    whole = whole.replace(found[0], changed)
    digest = hashlib.sha256(whole[:length] + whole[after + 20 :]).digest()
    made = asyncio.run(who.signer().async_sign(digest, "sha256", use_pades=True)).dump().hex().encode()
    return whole[: length + 1] + made.ljust(after - length - 2, b"0") + whole[after - 1 :]


def turn_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)


def a_judge(*authorities: Authority, at: dt.datetime = NOW) -> Judge:
    """Who trusts these authorities, at that moment."""
    trusted = authorities or (sat(),)
    return Judge(at, Authorities(tuple(as_asn1(each.certificate) for each in trusted)))


def seen(pdf: bytes, judge: Judge | None = None, most_pages: int = 300) -> Inspection:
    """The file examined, in this process."""
    from papers.examining import examine

    return examine(pdf, judge or a_judge(), most_pages)
