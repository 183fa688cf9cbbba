"""Certificates: whose they are, as the SAT writes it, and which authorities the company trusts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import core, pem, x509  # type: ignore[import-untyped]

from config.company import ConfigError

_RFC = re.compile(r"(?<![A-ZÑ&\d])[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}(?![A-ZÑ&\d])")
_ENDINGS = (".cer", ".crt", ".pem", ".der")


class _BitsAsText(core.OctetBitString):  # type: ignore[misc]
    @property
    def native(self) -> str | None:
        bits = super().native
        return None if bits is None else bits.decode("latin-1")


class _UniqueIdentifier(core.Choice):  # type: ignore[misc]
    _alternatives = [*x509.DirectoryString._alternatives, ("bits", _BitsAsText)]


# X.520 wants a bit string in x500UniqueIdentifier (2.5.4.45); the SAT writes a printable string, on which asn1crypto
# raises in the middle of a validation. Both are read, from the first certificate on.
x509.NameTypeAndValue._oid_specs["unique_identifier"] = _UniqueIdentifier


@dataclass(frozen=True)
class Holder:
    """Who a certificate says its holder is: the company's RFC first, then that of who represents it."""

    name: str
    rfc: str | None
    representative_rfc: str | None
    number: str


def holder(certificate: Any) -> Holder:
    """Read the subject of a certificate (``asn1crypto``), as ``AAA010101AAA / HEGT7610034S2`` of the SAT."""
    subject = certificate.subject.native
    rfcs = _RFC.findall(_text(subject.get("unique_identifier")).upper())
    return Holder(
        name=_text(subject.get("common_name") or certificate.subject.human_friendly),
        rfc=rfcs[0] if rfcs else None,
        representative_rfc=rfcs[1] if len(rfcs) > 1 else None,
        number=certificate_number(certificate.serial_number),
    )


def certificate_number(serial: int) -> str:
    """The number as the SAT prints it (its twenty digits are the serial's bytes), or else in hexadecimal."""
    raw = serial.to_bytes((serial.bit_length() + 7) // 8, "big") if serial > 0 else b""
    return raw.decode("ascii") if len(raw) == 20 and raw.isdigit() else f"{serial:x}"


def _text(value: Any) -> str:
    """One line of what a certificate says; some name an attribute twice."""
    parts = value if isinstance(value, list) else [value or ""]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in " ".join(map(str, parts))).split())


@dataclass(frozen=True)
class Authorities:
    """Whom the company trusts: roots, and the authorities between them and a signer."""

    roots: tuple[Any, ...] = ()
    intermediates: tuple[Any, ...] = ()


def authorities(folder: Path) -> Authorities:
    """Read the folder of roots; none where there is no such folder.

    A signer's own certificate is refused: as a root it would be trusted after it expires, and whoever issued it.
    Raises ``ConfigError`` with the file.
    """
    roots: list[Any] = []
    intermediates: list[Any] = []
    files = sorted(path for path in folder.glob("*") if path.suffix.lower() in _ENDINGS)
    for path in files:
        for certificate in _certificates(path):
            if not certificate.ca:
                raise ConfigError(
                    f"{path}: not the certificate of an authority; a signer's own is never a root",
                    f"{path}: no es el certificado de una autoridad; el de un firmante nunca es raíz",
                )
            (roots if certificate.issuer == certificate.subject else intermediates).append(certificate)
    return Authorities(tuple(roots), tuple(intermediates))


def _certificates(path: Path) -> Iterator[Any]:
    try:
        data = path.read_bytes()
        blocks = [block for _, _, block in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        for block in blocks:
            certificate = x509.Certificate.load(block, strict=True)
            certificate.native  # noqa: B018  (asn1crypto reads only what is asked for)
            yield certificate
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(
            f"{path}: not a certificate ({error})", f"{path}: no es un certificado ({error})"
        ) from None
