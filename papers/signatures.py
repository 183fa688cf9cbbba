"""Reading the signatures of a PDF with pyHanko. Runs in the child (``papers.child``)."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from config.papers import KnownCertificate
from papers.certificates import Authorities, holder
from papers.inspection import Distrust, Signature
from papers.reading import ONLY_SIGNATURES, of

_WHOLE = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)


class TooManySignatures(Exception):
    """The file has more signatures than the company reads."""


@dataclass(frozen=True)
class Judge:
    """By whom and when signatures are judged."""

    at: dt.datetime
    authorities: Authorities
    known: Mapping[str, KnownCertificate] = field(default_factory=dict)
    most: int = 20


def signatures_in(
    reader: PdfFileReader, data: bytes, judge: Judge
) -> tuple[tuple[Signature, ...], tuple[str, ...]]:
    """The signatures of a file, and the names of filled fields in which no signature can be read."""
    read, unread = [], []
    for number, (name, value, entry) in enumerate(enumerate_sig_fields(reader, filled_status=True), 1):
        if number > judge.most:
            raise TooManySignatures
        try:
            if of(value.get_object(), "/Type") != "/DocTimeStamp":
                read.append(_signature(EmbeddedPdfSignature(reader, entry, name), data, judge))
        except (MemoryError, RecursionError):
            raise
        except Exception:  # whatever a hostile file makes a parser raise: that field holds no signature
            unread.append(str(name))
    return tuple(read), tuple(unread)


def _signature(embedded: EmbeddedPdfSignature, data: bytes, judge: Judge) -> Signature:
    status = _validated(embedded, judge, judge.at)
    stamp = status.timestamp_validity
    proved = stamp.timestamp if stamp is not None and stamp.valid and stamp.intact and stamp.trusted else None
    if proved is not None:
        status = _validated(embedded, judge, proved)
    certificate = embedded.signer_cert
    digest = hashlib.sha256(certificate.dump()).hexdigest()
    who = holder(certificate)
    known = judge.known.get(digest)
    return Signature(
        field=str(embedded.field_name),
        signer=(known and known.name) or who.name,
        rfc=known.rfc if known else who.rfc,
        representative_rfc=None if known else who.representative_rfc,
        certificate_number=who.number,
        certificate_sha256=digest,
        signed_at=proved or status.signer_reported_dt,
        time_proved=proved is not None,
        intact=bool(status.intact),
        valid=bool(status.valid),
        distrust=_distrust(status, certificate, proved or judge.at, judge.authorities),
        whole=status.coverage in _WHOLE and _gap_is_only_the_signature(embedded, data),
        unchanged_after=_unchanged_after(status),
    )


def _validated(embedded: EmbeddedPdfSignature, judge: Judge, moment: dt.datetime) -> PdfSignatureStatus:
    then, now = _context(judge, moment), _context(judge, judge.at)
    try:
        return validate_pdf_signature(embedded, then, now, diff_policy=ONLY_SIGNATURES)
    except (PdfReadError, ValueError, zlib.error):
        # What was added can't be compared, as where a byte was altered: then at least the signature itself is judged.
        return validate_pdf_signature(embedded, then, now, skip_diff=True)


def _context(judge: Judge, moment: dt.datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=judge.authorities.roots,
        other_certs=judge.authorities.intermediates,
        moment=moment,
        allow_fetching=False,
    )


def _distrust(
    status: PdfSignatureStatus, certificate: Any, moment: dt.datetime, authorities: Authorities
) -> Distrust | None:
    if not authorities.roots:
        return "no_roots"
    if certificate.sha256 in {root.sha256 for root in authorities.roots}:
        return "own_root"
    if status.trusted:
        return None
    if certificate.issuer == certificate.subject:
        return "self_signed"
    usage = certificate.key_usage_value
    if usage is not None and "non_repudiation" not in usage.native:
        return "not_for_signing"
    in_force = certificate.not_valid_before <= moment <= certificate.not_valid_after
    past = getattr(status.trust_problem_indic, "name", "").startswith("OUT_OF_BOUNDS")  # or one above it
    return "expired" if past or not in_force else "unknown_authority"


def _unchanged_after(status: PdfSignatureStatus) -> bool:
    compared = status.diff_result is not None or status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return compared and status.docmdp_ok is True


def _gap_is_only_the_signature(embedded: EmbeddedPdfSignature, data: bytes) -> bool:
    """What the signature leaves out of itself is its own bytes in hexadecimal, nothing more."""
    start, length, after, rest = (int(number) for number in embedded.byte_range)
    gap = data[length:after]
    written = embedded.pkcs7_content.hex().encode()
    return start == 0 and after + rest <= len(data) and gap.lower() == b"<" + written + b">"
