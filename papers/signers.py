"""Who must sign, and which signature in a file is theirs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.company import Text
from papers.inspection import Inspection, Signature
from papers.reasons import Reason, reason


@dataclass(frozen=True)
class Signer:
    """A part that must sign: the company by its RFC, or its representative by theirs.

    A name is enough only where no RFC is known; then the certificate must bear it, letter case and accents aside.
    """

    role: Text | str
    rfc: str | None = None
    representative_rfc: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if not (self.rfc or self.representative_rfc or self.name):
            raise ValueError(f"{self.role}: say the RFC or the name of who must sign")

    @property
    def who(self) -> str:
        """How a sentence names them."""
        return " / ".join(filter(None, (self.name, self.rfc, self.representative_rfc)))

    def signed(self, signature: Signature) -> bool:
        """Whether a signature is theirs. What counts is whose certificate it is: its first RFC."""
        numbers = {rfc.upper() for rfc in (self.rfc, self.representative_rfc) if rfc}
        if numbers:
            return signature.rfc in numbers
        return _letters(self.name or "") == _letters(signature.signer)


def reasons_about(expected: Sequence[Signer], seen: Inspection) -> Iterator[Reason]:
    """Whoever is missing, was not asked, signed twice, and every signature that is not what it should be."""
    if not expected:
        yield reason("nobody_expected")
    for field in seen.unread_signatures:
        yield reason("unread_signature", field=field)
    if not seen.signatures and not seen.unread_signatures:
        yield reason("unsigned")
    chosen = _matched(expected, seen.signatures)
    for number, signer in enumerate(expected):
        if number not in chosen:
            yield reason("signer_missing", role=signer.role, who=signer.who)
    yield from _surplus(seen.signatures, list(chosen.values()))
    for signature in seen.signatures:
        yield from _faults(signature, seen)


def _surplus(signatures: Sequence[Signature], chosen: Sequence[Signature]) -> Iterator[Reason]:
    people: set[str] = set()
    for signature in signatures:
        words = {"signer": signature.signer, "rfc": signature.rfc or "—"}
        if signature.people & people:
            yield reason("same_person", **words)
        elif signature not in chosen:
            yield reason("signer_unexpected", **words)
        people |= signature.people


def _faults(signature: Signature, seen: Inspection) -> Iterator[Reason]:
    words = {"signer": signature.signer, "rfc": signature.rfc or "—"}
    if not signature.intact:
        yield reason("not_intact", **words)
    elif not signature.valid:
        yield reason("not_valid", **words)
    elif signature.distrust is not None:  # a certificate is judged only where its key made the signature
        yield reason(signature.distrust, **words, when=_when(signature, seen))
    if not signature.whole:
        yield reason("not_whole", **words)
    elif signature.intact and not signature.unchanged_after:
        yield reason("changed_after", **words)


def _when(signature: Signature, seen: Inspection) -> str:
    moment = signature.signed_at if signature.time_proved else seen.inspected_at
    return f"({(moment or seen.inspected_at).date().isoformat()})"


def _matched(expected: Sequence[Signer], signatures: Sequence[Signature]) -> dict[int, Signature]:
    """Each expected signer, by number, with a signature of their own: as many as can be (augmenting paths)."""
    taken: dict[int, int] = {}

    def found(number: int, tried: set[int]) -> bool:
        for index, signature in enumerate(signatures):
            if index in tried or not expected[number].signed(signature):
                continue
            tried.add(index)
            if index not in taken or found(taken[index], tried):
                taken[index] = number
                return True
        return False

    for number in range(len(expected)):
        found(number, set())
    return {number: signatures[index] for index, number in taken.items()}


def _letters(name: str) -> str:
    plain = (sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join("".join(plain).casefold().split())
