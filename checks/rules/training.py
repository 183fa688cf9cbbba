"""A new installation trains its main user in the three topics, and the user shows it (000/A25–A27)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.expressions import there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Delivery, Installation, Training

_TOPICS = {
    "toner_request": ("A25", "how to request toner", "solicitud de tóner"),
    "failure_report": ("A26", "how to report a failure", "reporte de fallas"),
    "configuration": ("A27", "how to configure the equipment", "configuración"),
}


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "delivery")

    yield rule(
        "A25-main-user", "000/A25",
        says=("The main user of the installation is named", "El usuario principal de la instalación está identificado"),
        mend=("Name the main user among the contacts of the account.", "Identifique al usuario principal entre los contactos de la cuenta."),
        holds=Installation.main_user_id.is_not(None),
        from_stage="trained", mender="trainer", consumers=("service",), weight=20,
    )  # fmt: skip
    for topic in company.catalogues.training_topics:
        source, en, es = _TOPICS.get(topic, ("A27", topic.replace("_", " "), topic.replace("_", " ")))
        yield rule(
            f"{source}-trained-{topic.replace('_', '-')}", f"000/{source}",
            says=(f"The main user was trained in {en} and showed it", f"El usuario principal fue capacitado en {es} y lo demostró"),
            mend=(f"Train the main user in {en}, have it shown, and record date and trainer.",
                  f"Capacite al usuario principal en {es}, pida que lo demuestre y capture fecha y capacitador."),
            holds=there_is(
                Training, Training.delivery_id == Delivery.id, Training.topic == topic,
                Training.user_id == Installation.main_user_id, Training.trained_on.is_not(None),
                Training.trainer_id.is_not(None), Training.demonstrated.is_(True),
            ),
            from_stage="trained", mender="trainer", consumers=("service",), weight=25,
        )  # fmt: skip
