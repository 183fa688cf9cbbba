"""``seiton people``: enrolling with proof, deputies who may be ones, and the check that duties are kept apart."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa

from cli.desk import now
from cli.enrolling import drawn
from config.settings import settings
from crm.identity import CodeRefused, count_wrong_code, enrol, keeper, new_key, use_code
from crm.model import Deputy, Enrolment, Outbox, Person, PersonRole
from tests import builders
from tests.cli.conftest import Call, House

PROGRAM = "import sys; from cli.main import main; sys.argv = ['seiton', *sys.argv[1:]]; main()"


def enrolled(house: House, name: str) -> str:
    """A colleague gets a secret, which is returned."""
    with house.write() as session:
        person = session.scalars(sa.select(Person).where(Person.name == name)).one()
        return enrol(session, keeper(create=True), person, "Seiton", builders.NOW).secret


def number_of(house: House, name: str) -> int:
    with house.read() as session:
        return int(session.scalars(sa.select(Person.id).where(Person.name == name)).one())


def takes(house: House, name: str, code: str) -> bool:
    """Whether the CRM takes a code of a colleague."""
    with house.write() as session:
        person = session.scalars(sa.select(Person).where(Person.name == name)).one()
        try:
            return bool(use_code(session, keeper(), person, code, now()))
        except CodeRefused:
            return False


def notices(house: House, kind: str) -> list[Outbox]:
    with house.read() as session:
        found = list(session.scalars(sa.select(Outbox).where(Outbox.kind == kind)))
        session.expunge_all()
    return found


# --- who is there -------------------------------------------------------------------------------------------------


def test_the_list_says_who_may_what_and_who_is_enrolled(call: Call, house: House) -> None:
    analyst = house.name_of("credit")
    enrolled(house, analyst)
    by_name = {one["name"]: one for one in call("people", "list", "--json").json}
    assert by_name[analyst]["roles"] == ["credit"] and by_name[analyst]["enrolled"] is True
    assert by_name[house.name_of("finance")]["enrolled"] is False
    assert "credit desk" in call("people", "list").out


def test_the_list_says_until_when_somebody_is_locked(call: Call, house: House) -> None:
    analyst = house.name_of("credit")
    enrolled(house, analyst)
    limits = builders.the_company().approvals.identity
    with house.write() as session:
        for _ in range(limits.wrong_codes):
            count_wrong_code(session, number_of(house, analyst), limits, now())
    (locked,) = (one for one in call("people", "list", "--json").json if one["locked_until"])
    assert locked["name"] == analyst
    assert call("people", "unlock", analyst).out.strip() == f"{analyst} may try again."
    assert [one for one in call("people", "list", "--json").json if one["locked_until"]] == []
    assert "was not locked" in call("people", "unlock", analyst).out


def test_an_empty_crm_has_nobody(call: Call) -> None:
    call("init", "--today", "2026-11-20")
    assert "no colleagues yet" in call("people", "list").out
    assert call("people", "list", "--json").json == []


# --- enrolling ----------------------------------------------------------------------------------------------------


def secret_in(said: str) -> str:
    found = re.search(r"Secret: ([A-Z2-7 ]+)", said)
    assert found
    return found[1].replace(" ", "").strip()


def test_enrolling_makes_the_key_and_shows_a_code_to_scan_and_the_secret_to_type(
    call: Call, house: House, var: Path
) -> None:
    analyst = house.name_of("credit")
    outcome = call("people", "enrol", analyst, "--no-check")
    assert outcome.code == 0
    assert str(var / "key") in outcome.out and "Keep a copy" in outcome.out
    assert (var / "key").stat().st_mode & 0o777 == 0o600
    assert "█" in outcome.out
    assert takes(house, analyst, pyotp.TOTP(secret_in(outcome.out)).at(now()))


def test_the_colleague_and_their_manager_are_told(call: Call, house: House) -> None:
    analyst = house.name_of("credit")
    call("people", "enrol", analyst, "--no-check")
    told = {row.payload["person"] for row in notices(house, "approver_enrolled")}
    assert told == {number_of(house, analyst), number_of(house, house.name_of("direction"))}
    assert all("secret" not in str(row.payload) for row in notices(house, "approver_enrolled"))


def test_enrolling_again_is_asked_for_and_kills_the_old_secret(call: Call, house: House) -> None:
    analyst = house.name_of("credit")
    old = enrolled(house, analyst)
    refused = call("people", "enrol", analyst, "--no-check")
    assert refused.code == 5 and "--again" in refused.err
    assert call("people", "enrol", analyst, "--no-check", "--again").code == 0
    assert not takes(house, analyst, pyotp.TOTP(old).at(now()))


def test_without_a_terminal_nobody_can_prove_a_code(call: Call, house: House) -> None:
    outcome = call("people", "enrol", house.name_of("credit"))
    assert outcome.code == 2 and "--no-check" in outcome.err
    with house.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 0


def test_a_key_that_was_lost_is_not_made_anew_behind_everybodys_back(
    call: Call, house: House, var: Path
) -> None:
    enrolled(house, house.name_of("credit"))
    (var / "key").unlink()
    outcome = call("people", "enrol", house.name_of("finance"), "--no-check")
    assert outcome.code == 4 and "1 approvers are enrolled" in outcome.err
    assert not (var / "key").exists()


def test_the_code_to_scan_says_what_it_should() -> None:
    address = pyotp.TOTP(pyotp.random_base32()).provisioning_uri(name="ana@x.mx", issuer_name="Año Nuevo")
    lines = drawn(address).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert set("".join(lines)) == set(" ▀▄█")
    assert lines[0].strip() == lines[1].strip() == ""
    assert lines[2][4:11] == "█▀▀▀▀▀█"


class Terminal:
    """A person at a terminal, who reads what is said and types an answer."""

    def __init__(self, house: House, *words: str) -> None:
        self._mine, theirs = os.openpty()
        env = {**os.environ, "SEITON_VAR": str(house.path.parent), "PYTHONPATH": str(Path.cwd())}
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
        )  # fmt: skip
        os.close(theirs)
        self.said = ""

    def read_until(self, word: str) -> str:
        while word not in self.said:
            self.said += os.read(self._mine, 65_536).decode(errors="replace")
        seen, self.said = self.said.split(word, 1)
        return seen

    def type(self, text: str) -> None:
        os.write(self._mine, f"{text}\n".encode())

    def end(self) -> int:
        try:
            while found := os.read(self._mine, 65_536):
                self.said += found.decode(errors="replace")
        except OSError:  # the other side has closed it
            pass
        os.close(self._mine)
        return self._process.wait(timeout=60)


PROMPT = "telephone shows now: "


def test_at_a_terminal_the_first_code_proves_that_the_telephone_has_the_secret(house: House) -> None:
    analyst = house.name_of("credit")
    at = Terminal(house, "people", "enrol", analyst)
    secret = secret_in(re.sub(r"\x1b\[[\d;]*m", "", at.read_until(PROMPT)))
    at.type("000000")
    assert "Try again" in at.read_until(PROMPT)
    code = pyotp.TOTP(secret).at(now())
    at.type(code)
    assert at.end() == 0
    assert "is enrolled" in at.said
    assert not takes(house, analyst, code), "the code of the proof serves no second time"
    assert takes(house, analyst, pyotp.TOTP(secret).at(now() + dt.timedelta(seconds=30)))


@pytest.mark.slow
def test_who_never_gives_the_right_code_keeps_what_they_had(house: House) -> None:
    analyst = house.name_of("credit")
    old = enrolled(house, analyst)
    at = Terminal(house, "people", "enrol", analyst, "--again")
    for _ in range(3):
        at.read_until(PROMPT)
        at.type("000000")
    assert at.end() == 3
    assert "was not enrolled" in at.said
    assert takes(house, analyst, pyotp.TOTP(old).at(now()))


# --- deputies -----------------------------------------------------------------------------------------------------


def test_a_deputy_is_named_and_everybody_is_told(call: Call, house: House) -> None:
    analyst, other = house.name_of("credit"), house.name_of("credit", other=True)
    outcome = call("people", "deputy", analyst, other, "--until", "2026-12-05")
    assert outcome.code == 0
    assert f"{other} decides for {analyst} from 2026-11-20 to 2026-12-05" in outcome.out
    assert "seiton people enrol" in outcome.out
    assert {one["name"]: one["deputy_of"] for one in call("people", "list", "--json").json}[other] == [analyst]
    told = {row.payload["person"] for row in notices(house, "deputy_named")}
    assert told == {number_of(house, name) for name in (analyst, other, house.name_of("direction"))}


def refused(call: Call, *words: object) -> tuple[int, str]:
    outcome = call("people", "deputy", *words)
    return outcome.code, outcome.err


def test_who_sells_is_nobodys_deputy(call: Call, house: House) -> None:
    code, said = refused(call, house.name_of("credit"), house.name_of("sales"), "--until", "2026-12-05")
    assert code == 3 and "who sells decides nothing" in said


def test_nobody_is_their_own_deputy(call: Call, house: House) -> None:
    analyst = house.name_of("credit")
    code, said = refused(call, analyst, analyst, "--until", "2026-12-05")
    assert code == 3 and "their own deputy" in said


def test_who_has_left_is_nobodys_deputy(call: Call, house: House) -> None:
    other = house.name_of("credit", other=True)
    with house.write() as session:
        session.execute(sa.update(Person).where(Person.name == other).values(active=False))
    code, said = refused(call, house.name_of("credit"), other, "--until", "2026-12-05")
    assert code == 2 and "no active colleague" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "--until DATE"),
        (("--until", "2026-11-19"), "is no time to come"),
        (("--from", "2026-12-05", "--until", "2026-12-01"), "is no time to come"),
    ],
)
def test_a_deputy_is_named_for_days_to_come(
    call: Call, house: House, words: tuple[str, ...], sentence: str
) -> None:
    code, said = refused(call, house.name_of("credit"), house.name_of("finance"), *words)
    assert code == 2 and sentence in said


def test_the_same_deputy_is_not_named_twice_for_a_day(call: Call, house: House) -> None:
    pair = (house.name_of("credit"), house.name_of("finance"))
    call("people", "deputy", *pair, "--from", "2026-12-01", "--until", "2026-12-05")
    assert refused(call, *pair, "--from", "2026-12-05", "--until", "2026-12-09")[0] == 5
    assert call("people", "deputy", *pair, "--from", "2026-12-06", "--until", "2026-12-09").code == 0


def test_a_deputy_is_ended_at_once_and_the_trace_stays(call: Call, house: House) -> None:
    pair = (house.name_of("credit"), house.name_of("finance"))
    call("people", "deputy", *pair, "--until", "2026-12-05")
    assert "no longer decides" in call("people", "deputy", *pair, "--end").out
    assert [one["deputy_of"] for one in call("people", "list", "--json").json if one["deputy_of"]] == []
    assert refused(call, *pair, "--end")[0] == 5
    with house.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Deputy)) == 1


# --- the key and the check ----------------------------------------------------------------------------------------


def test_a_new_key_is_printed_and_is_one(call: Call, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = call("people", "key").out.strip()
    monkeypatch.setenv("SEITON_KEY", f"{key} {new_key()}")
    settings.cache_clear()
    assert keeper().decrypt(keeper().encrypt("x")) == "x"
    assert not (var / "key").exists()


def test_a_company_that_keeps_duties_apart_passes(call: Call, house: House) -> None:
    outcome = call("people", "check")
    assert outcome.code == 0
    assert "Nobody who sells may decide" in outcome.out
    found = call("people", "check", "--json").json
    assert found["ok"] is True and found["wrong"] == []
    assert found["looked_at"] == {
        "people": 15,
        "roles": 15,
        "deputies": 0,
        "kinds": 6,
        "tiers": 13,
        "pairs": 26,
    }
    assert any("has no one-time codes yet" in one for one in found["warnings"])


def test_a_seller_who_became_a_deputy_is_found(call: Call, house: House) -> None:
    analyst, finance = house.name_of("credit"), house.name_of("finance")
    call("people", "deputy", analyst, finance, "--until", "2026-12-05")
    with house.write() as session:
        session.add(PersonRole(person_id=number_of(house, finance), role="sales"))
    outcome = call("people", "check")
    assert outcome.code == 1
    assert f"{finance} sells and is deputy of {analyst}, who may decide" in outcome.out
    assert f"{finance} sells and may also decide" in outcome.out


def test_the_check_speaks_spanish(in_spanish: None, call: Call, house: House) -> None:
    assert "Nadie que venda puede decidir" in call("people", "check").out
