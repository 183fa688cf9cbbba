"""What the company promises of a stage: the rules without which no case ever enters it, by name (000/A21–A24, A28, A33, M11).

The rulebook may grow by itself; a promise may not shrink by itself. A rule that is taken out of a gate, renamed or removed
makes the proof fail here, with the way by which a case would get through.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.words import Text


@dataclass(frozen=True)
class Promise:
    """No case enters the stage while one of these rules is broken."""

    record: str
    stage: str
    says: Text
    rules: tuple[str, ...]


def _promise(record: str, stage: str, en: str, es: str, rules: str) -> Promise:
    return Promise(record, stage, Text(en=en, es=es), tuple(rules.split()))


_STUDY = "A16-study A16-study-fleet A16-study-volumes"
_QUOTE = "M05-official-quote M05-margin-floor A09-discount-limit A14-complete-system A22-feasible"
_CREDIT = (
    "A21-credit-application A21-credit-authorised A21-credit-by-role A21-credit-four-eyes A21-credit-on-these-terms"
    " A21-69b-definitive A21-exposure-within-limit A21-tax-opinion"
)
_CONTRACT = "A23-contract-signed A20-contract-is-the-signed-paper A20-contract-is-the-quote A20-contract-party M12-annex-is-the-quote"
_WRITTEN = "A18-internal-agreements-written A19-client-agreements-written A20-agreements-congruent A24-annexes-declared A24-annexes-in-period"
_RELEASE = (
    "M11-opportunity-won A23-signed-before-dispatch A20-released-on-the-signed-paper M11-credit-valid-today M11-credit-on-these-terms"
    " M11-delivery-order M11-delivery-order-valid M12-order-is-the-annex M12-party A20-released-as-quoted M12-released-as-quoted"
    " A24-no-annex-overdue A21-69b-definitive-delivery"
)
_TRAINING = "A25-main-user A25-trained-toner-request A26-trained-failure-report A27-trained-configuration"

PROMISES = (
    _promise(
        "opportunity", "proposed", "Nothing is offered without a study, below the floor or beyond what can be delivered",
        "Nada se ofrece sin estudio, por debajo del margen mínimo o más allá de lo que se puede cumplir", f"{_STUDY} {_QUOTE}",
    ),
    _promise(
        "opportunity", "credit_authorised", "Credit is authorised for these very terms by somebody who may and neither sells nor asked",
        "El crédito se autoriza para estos términos por quien puede y ni vende ni lo solicitó", _CREDIT,
    ),
    _promise(
        "opportunity", "contracted", "What was agreed is written, signed and the same everywhere",
        "Lo acordado está escrito, firmado y es lo mismo en todas partes", f"{_CREDIT} {_CONTRACT} {_WRITTEN}",
    ),
    _promise(
        "opportunity", "won", "Won means studied, authorised, signed and written", "Ganada significa estudiada, autorizada, firmada y escrita",
        f"{_STUDY} {_QUOTE} {_CREDIT} A21-credit-decided {_CONTRACT} {_WRITTEN}",
    ),
    _promise(
        "delivery", "released", "Nothing is released before sale, credit, signed contract and order agree",
        "Nada se libera antes de que venta, crédito, contrato firmado y orden coincidan", _RELEASE,
    ),
    _promise(
        "delivery", "dispatched", "Nothing leaves the warehouse unless, on that day, the release still holds",
        "Nada sale del almacén si ese día la liberación ya no se sostiene", _RELEASE,
    ),
    _promise(
        "delivery", "trained", "The main user knows how to ask for toner, report a failure and configure",
        "El usuario principal sabe pedir tóner, reportar fallas y configurar", _TRAINING,
    ),
    _promise(
        "delivery", "handed_over", "Nobody is handed over to service without training, acceptance and billing",
        "Nadie pasa a servicio sin capacitación, aceptación y facturación", f"{_TRAINING} M13-acceptance-signed A29-billing-set-up",
    ),
    _promise(
        "renewal", "renewed", "A renewal passes the gates of a first sale", "Una renovación pasa los filtros de una primera venta", "A15-renewal-same-gates",
    ),
    _promise(
        "renewal", "expanded", "So does an expansion", "También una ampliación", "A15-renewal-same-gates",
    ),
    _promise(
        "renewal", "recovered", "A lost client comes back once the cause is closed and no debt is left",
        "Un cliente perdido regresa cuando la causa está cerrada y no hay adeudo", "A12-client-loss-cause A12-exit-interview A12-cause-closed A12-no-bad-debt",
    ),
)  # fmt: skip
