"""Why a paper proves what it says, or does not: each reason in English and Spanish, for a manager to read.

Words of strangers stand in these sentences (names in certificates, values on papers): escape them where you show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Any

from config.company import Text
from papers.compare import Difference

_FILE = {
    "not_pdf": ("The file is not a PDF{seems}", "El archivo no es un PDF{seems}"),
    "damaged": ("The file is damaged or cut off; ask for it again", "El archivo está dañado o incompleto; pídalo de nuevo"),
    "trailing_data": (
        "Something else is hidden behind the end of the PDF", "Hay algo más oculto después del final del PDF"
    ),
    "encrypted": ("The PDF is locked with a password", "El PDF está protegido con contraseña"),
    "too_large": ("The file is larger than {size_mb} MB", "El archivo pesa más de {size_mb} MB"),
    "too_many_pages": ("The PDF has more than {pages} pages", "El PDF tiene más de {pages} páginas"),
    "too_many_signatures": ("The PDF has more than {signatures} signatures", "El PDF tiene más de {signatures} firmas"),
    "too_slow": (
        "Reading the PDF took longer than {seconds} seconds; it was stopped",
        "Leer el PDF tardó más de {seconds} segundos; se detuvo",
    ),
    "too_much_memory": (
        "The PDF unfolds to more than we read, or breaks the reader",
        "El PDF se despliega a más de lo que leemos, o rompe el lector",
    ),
}  # fmt: skip
_SIGNING = {
    "nobody_expected": ("No signature is asked for, so nothing can be proved", "No se pide ninguna firma; nada puede probarse"),
    "unsigned": ("The paper is not signed", "El documento no está firmado"),
    "unread_signature": (
        "In the field {field} there is something that is not a signature we can read",
        "En el campo {field} hay algo que no es una firma legible",
    ),
    "signer_missing": ("The signature of {role} ({who}) is missing", "Falta la firma de {role} ({who})"),
    "signer_unexpected": (
        "{signer} ({rfc}) signed and was not asked to", "Firmó {signer} ({rfc}), a quien no se le pidió firmar"
    ),
    "same_person": (
        "{signer} ({rfc}) signed for more than one part: each must sign in person",
        "{signer} ({rfc}) firmó por más de una parte: cada una debe firmar por sí misma",
    ),
    "not_intact": (
        "What {signer} ({rfc}) signed has been altered since", "Lo que firmó {signer} ({rfc}) fue alterado después"
    ),
    "not_valid": (
        "The signature of {signer} ({rfc}) is not genuine: it does not fit the certificate",
        "La firma de {signer} ({rfc}) no es auténtica: no corresponde al certificado",
    ),
    "not_whole": (
        "The signature of {signer} ({rfc}) covers only a part of the file",
        "La firma de {signer} ({rfc}) cubre solo una parte del archivo",
    ),
    "changed_after": (
        "Something other than signatures was added after {signer} ({rfc}) signed",
        "Se agregó algo más que firmas después de que firmó {signer} ({rfc})",
    ),
    "no_roots": (
        "No authority is configured, so the certificate of {signer} can't be trusted: put the roots of the SAT into the folder of config/papers.toml",
        "No hay autoridades configuradas y no se puede confiar en el certificado de {signer}: ponga las raíces del SAT en la carpeta de config/papers.toml",
    ),
    "own_root": (
        "The certificate of {signer} ({rfc}) is itself among the roots: a signer does not vouch for themselves",
        "El certificado de {signer} ({rfc}) está entre las raíces: un firmante no se avala a sí mismo",
    ),
    "self_signed": (
        "{signer} made their own certificate: no authority says that they are {rfc}",
        "{signer} hizo su propio certificado: ninguna autoridad dice que sea {rfc}",
    ),
    "expired": (
        "The certificate of {signer} ({rfc}) was not in force {when}",
        "El certificado de {signer} ({rfc}) no estaba vigente {when}",
    ),
    "not_for_signing": (
        "The certificate of {signer} ({rfc}) was not issued for signing",
        "El certificado de {signer} ({rfc}) no fue emitido para firmar",
    ),
    "unknown_authority": (
        "The certificate of {signer} ({rfc}) comes from an authority that the company does not trust",
        "El certificado de {signer} ({rfc}) es de una autoridad en la que la empresa no confía",
    ),
}  # fmt: skip
_CONTENT = {
    "active_content": (
        "The PDF holds scripts or actions ({what}): it may show something else tomorrow",
        "El PDF contiene programas o acciones ({what}): mañana puede mostrar otra cosa",
    ),
    "other_pages": (
        "The file does not begin with the paper that we drafted: its pages may say something else",
        "El archivo no empieza con el documento que elaboramos: sus páginas pueden decir otra cosa",
    ),
    "no_draft": (
        "No draft is on record, so the pages can't be compared with it",
        "No hay un borrador registrado con el cual comparar las páginas",
    ),
    "changed_before": (
        "Something other than signatures was added to the paper that we drafted",
        "Al documento que elaboramos se le agregó algo más que firmas",
    ),
    "drawn_elsewhere": (
        "The signature in {field} is drawn outside the place for signatures: it may hide what is printed",
        "La firma en {field} está dibujada fuera del lugar para firmas: puede ocultar lo impreso",
    ),
    "no_facts": (
        "The file does not carry the data of a paper drafted here",
        "El archivo no trae los datos de un documento elaborado aquí",
    ),
    "facts_unreadable": (
        "The data inside the file can't be read",
        "Los datos dentro del archivo no se pueden leer",
    ),
    "other_kind": ("This is a different paper: {theirs}, not {ours}", "Es otro documento: {theirs}, no {ours}"),
    "differs": ("{sentence}", "{sentence}"),
}
_ATTESTING = {
    "attested": (
        "Handwritten signatures: attested by {by} on {on}, not verified. «{statement}»",
        "Firmas autógrafas: lo atestigua {by} el {on}, sin verificación. «{statement}»",
    ),
    "attestation_not_allowed": (
        "{title} can't be proved by an attestation: it needs electronic signatures",
        "{title} no se prueba con un testimonio: requiere firmas electrónicas",
    ),
    "attestation_of_another_file": (
        "{by} attested another file, not this one", "{by} atestiguó otro archivo, no este"
    ),
    "attestation_too_early": (
        "The attestation of {by} is dated {on}, before the paper was issued",
        "El testimonio de {by} tiene fecha {on}, antes de emitirse el documento",
    ),
    "attestation_of_a_draft": (
        "{by} attested a draft without signatures, not a scan of the signed paper",
        "{by} atestiguó un borrador sin firmas, no una digitalización del documento firmado",
    ),
    "attestation_not_needed": (
        "The attestation of {by} does not count: the file carries electronic signatures, and those decide",
        "El testimonio de {by} no cuenta: el archivo trae firmas electrónicas, y son las que deciden",
    ),
}  # fmt: skip
SENTENCES = {**_FILE, **_SIGNING, **_CONTENT, **_ATTESTING}
"""Every reason there is, by its code: English, Spanish."""

NOTES = frozenset({"attested", "attestation_not_needed"})
"""Reasons that only say how it was proved."""


@dataclass(frozen=True)
class Reason:
    """One reason, by its code and in words; for ``differs`` also the difference itself."""

    code: str
    says: Text
    difference: Difference | None = None

    @property
    def blocks(self) -> bool:
        """Because of it the paper proves nothing."""
        return self.code not in NOTES


def reason(code: str, **words: Any) -> Reason:
    """A reason with its words; a word may be a ``Text`` of its own."""
    en, es = SENTENCES[code]
    return Reason(code, Text(en=_filled(en, words, "en"), es=_filled(es, words, "es")))


def _filled(sentence: str, words: dict[str, Any], language: str) -> str:
    said = {name: word.to(language) if isinstance(word, Text) else str(word) for name, word in words.items()}
    return "".join(text + (said[name] if name else "") for text, name, _, _ in Formatter().parse(sentence))
