"""Proof of who answers: one-time codes (TOTP), secrets kept encrypted, and the seal on what was decided.

The company's key (``SEITON_KEY``, or the file ``var/key``) encrypts the secrets and makes the seals; without it nobody
can decide, and a decision that somebody wrote into the database by hand bears no seal that verifies (docs/people.md).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import os
from dataclasses import dataclass

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import update
from sqlalchemy.orm import Session

from config.approvals import Identity
from config.settings import settings
from config.words import Text, Told
from crm.model import Enrolment, Person

STEP_SECONDS = 30
NEIGHBOURS = (0, -1, 1)
"""A code of the half minute before or after is taken too: clocks differ."""


class NoKey(Told):
    """There is no usable key; the message says what to do."""


class CodeRefused(Exception):
    """The code was not taken: ``not_enrolled``, ``locked``, ``wrong_code`` or ``used_code``."""

    def __init__(self, reason: str, says: Text) -> None:
        super().__init__(says.en)
        self.reason, self.says = reason, says


class Keeper:
    """Encrypts secrets and seals decisions under the key of the company.

    Of several keys, with blanks or line breaks between them, the first is used; the others are older ones, which still
    open the secrets and verify the seals that were made with them.
    """

    def __init__(self, keys: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key.encode()) for key in keys.split()])
        except (ValueError, TypeError):
            raise NoKey(_BAD_KEY) from None
        self._seal_keys = [
            hashlib.sha256(b"seiton seal " + base64.urlsafe_b64decode(key)).digest() for key in keys.split()
        ]

    def encrypt(self, secret: str) -> str:
        """A secret as it may lie in the database."""
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, kept: str) -> str:
        """The secret again. Raises ``NoKey`` where it was encrypted with another key."""
        try:
            return self._fernet.decrypt(kept.encode()).decode()
        except InvalidToken:
            raise NoKey(_OTHER_KEY) from None

    def seal(self, sha256: str, approver_id: int, code_step: int) -> str:
        """The seal that binds what was decided to who decided and to the code."""
        return _sealed(self._seal_keys[0], sha256, approver_id, code_step)

    def made(self, seal: str, sha256: str, approver_id: int, code_step: int) -> bool:
        """Whether a seal is one of ours, of today's key or an older one."""
        return any(
            hmac.compare_digest(_sealed(key, sha256, approver_id, code_step), seal) for key in self._seal_keys
        )


def _sealed(key: bytes, sha256: str, approver_id: int, code_step: int) -> str:
    said = f"{sha256}|{approver_id}|{code_step}".encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()


def new_key() -> str:
    """A key for ``SEITON_KEY``."""
    return Fernet.generate_key().decode()


def has_key() -> bool:
    """Whether there is a key: in ``SEITON_KEY`` or in the file."""
    return bool(settings().key) or (settings().var / "key").exists()


def keeper(*, create: bool = False) -> Keeper:
    """The keeper with the company's key; ``create``: a key is made in ``var/key`` where there is none.

    Raises ``NoKey`` where there is none, or it can't be read.
    """
    key, path = settings().key, settings().var / "key"
    if key:
        return Keeper(key)
    try:
        if not path.exists() and create:
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(new_key())
        return Keeper(path.read_text())
    except FileNotFoundError:
        raise NoKey(_NO_KEY) from None


@dataclass(frozen=True)
class NewSecret:
    """What an approver's telephone has to learn: the secret, and the address that a QR code shows."""

    secret: str
    address: str


def new_secret(person: Person, issuer: str) -> NewSecret:
    """A secret that nobody has yet; it counts once the person is enrolled with it."""
    secret = pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=person.email or person.name, issuer_name=issuer)
    return NewSecret(secret, address)


def enrol(
    session: Session,
    keeper: Keeper,
    person: Person,
    issuer: str,
    now: dt.datetime,
    new: NewSecret | None = None,
) -> NewSecret:
    """Give an approver a new secret; one they had before is worth nothing from now on, and neither is its lock.

    ``new``: the secret that their telephone has been shown already.
    """
    new = new or new_secret(person, issuer)
    kept = keeper.encrypt(new.secret)
    known = session.get(Enrolment, person.id)
    if known is None:
        session.add(Enrolment(person_id=person.id, secret=kept, enrolled_at=now, last_step=0, failures=0))
    else:
        known.secret, known.enrolled_at, known.failures, known.locked_until = kept, now, 0, None
    session.flush()
    return new


def use_code(session: Session, keeper: Keeper, person: Person, code: str, now: dt.datetime) -> int:
    """Take a one-time code: the half minute it belongs to. It is used up, as are all earlier ones.

    Raises ``CodeRefused``; a caller that does so must still save, for a wrong code counts (``count_wrong_code``).
    """
    known = session.get(Enrolment, person.id, with_for_update=True)
    if known is None:
        raise CodeRefused("not_enrolled", _said(_NOT_ENROLLED, name=person.name))
    if known.locked_until is not None and known.locked_until > now:
        minutes = int((known.locked_until - now).total_seconds() // 60) + 1
        raise CodeRefused("locked", _said(_LOCKED, name=person.name, minutes=minutes))
    totp = pyotp.TOTP(keeper.decrypt(known.secret))
    typed, step_now = code.replace(" ", ""), int(now.timestamp()) // STEP_SECONDS
    for step in (step_now + away for away in NEIGHBOURS):
        if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), typed.encode()):
            used = update(Enrolment).where(Enrolment.person_id == person.id, Enrolment.last_step < step)
            done = session.execute(used.values(last_step=step, failures=0, locked_until=None))
            if done.rowcount != 1:  # type: ignore[attr-defined]
                raise CodeRefused("used_code", _said(_USED, name=person.name))
            session.refresh(known)
            return step
    raise CodeRefused("wrong_code", _said(_WRONG, name=person.name))


def count_wrong_code(session: Session, person_id: int, limits: Identity, now: dt.datetime) -> bool:
    """Note a wrong code; whether it was the one that locks the approver."""
    known = session.get(Enrolment, person_id, with_for_update=True)
    if known is None:
        return False
    known.failures += 1
    locks = known.failures >= limits.wrong_codes
    if locks:
        known.failures, known.locked_until = 0, now + dt.timedelta(minutes=limits.lock_minutes)
    session.flush()
    return locks


def _said(says: Text, **words: object) -> Text:
    return Text(en=says.en.format(**words), es=says.es.format(**words))


_NO_KEY = Text(
    en="There is no key to check codes with: set SEITON_KEY, or enrol somebody with 'seiton people enrol'",
    es="No hay clave para comprobar códigos: defina SEITON_KEY o registre a alguien con 'seiton people enrol'",
)
_BAD_KEY = Text(
    en="SEITON_KEY is no key: make one with 'seiton people key'",
    es="SEITON_KEY no es una clave: genere una con 'seiton people key'",
)
_OTHER_KEY = Text(
    en="The approvers were enrolled under another key: restore that SEITON_KEY, or enrol them again with 'seiton people enrol'",
    es="Los aprobadores se registraron con otra clave: restablezca esa SEITON_KEY o regístrelos de nuevo con 'seiton people enrol'",
)
_NOT_ENROLLED = Text(
    en="{name} has no one-time codes yet: enrol with 'seiton people enrol'",
    es="{name} todavía no tiene códigos de un solo uso: regístrese con 'seiton people enrol'",
)
_LOCKED = Text(
    en="{name} is locked for {minutes} more minutes after too many wrong codes",
    es="{name} está bloqueado {minutes} minutos más por demasiados códigos erróneos",
)
_USED = Text(
    en="This code of {name} was used already: wait for the next one",
    es="Este código de {name} ya se usó: espere el siguiente",
)
_WRONG = Text(en="This is not the code of {name}", es="Ese no es el código de {name}")
