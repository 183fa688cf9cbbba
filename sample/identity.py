"""Identities that pass every check and belong to nobody: RFC, CLABE, web address, hash of a file."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata

_RFC_VALUES = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ")}
_RFC_DIGITS = "0A987654321"
_HOMOCLAVE = "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
_FOUNDED = dt.date(1986, 1, 1)
_DAYS = 10_000
_SERIES = _DAYS * len(_HOMOCLAVE) ** 2
_STRIDE = 7_368_787  # shares no factor with _SERIES, so that neighbours look unlike and none meet
_NO_BANK = "999"  # no bank has this key: no CLABE of the sample can be paid into


def rfc(letters: str, number: int) -> str:
    """The RFC of the company (three letters) or person (four) with a number; no two numbers below 11 million meet."""
    place = number * _STRIDE % _SERIES
    day = _FOUNDED + dt.timedelta(days=place % _DAYS)
    homoclave = place // _DAYS
    body = f"{letters}{day:%y%m%d}{_HOMOCLAVE[homoclave // len(_HOMOCLAVE)]}{_HOMOCLAVE[homoclave % len(_HOMOCLAVE)]}"
    return body + rfc_check_digit(body)


def rfc_check_digit(body: str) -> str:
    """The last character of an RFC, from the eleven or twelve before it."""
    total = sum(_RFC_VALUES[sign] * (13 - place) for place, sign in enumerate(body.rjust(12)))
    return _RFC_DIGITS[total % 11]


def clabe(number: int) -> str:
    """A bank account number with the right check digit."""
    body = f"{_NO_BANK}180{number * 7_919 % 10**11:011d}"
    total = sum(int(digit) * (3, 7, 1)[place % 3] % 10 for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def ascii_letters(text: str) -> str:
    """The text without accents, small, its words joined by dashes: a name for a web address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(sign if sign.isalnum() else " " for sign in plain.lower()).split())


def file_hash(seed: int, number: int) -> str:
    """What stands for the hash of a file's bytes; another for each case."""
    return hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()
