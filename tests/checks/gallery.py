"""Complete cases of every stage, to look at, to break and to mend."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.compile import view_name
from checks.rule import Rule
from checks.subjects import SUBJECTS
from crm.model import Touched
from tests.builders import BUILDERS, the_company, the_rulebook
from tests.checks.breaches_of_quotas import samples_of_goals
from tests.checks.breaches_of_the_base import samples
from tests.worlds import World


class Gallery:
    """Complete cases of every stage, each built when it is first asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._built: dict[tuple[str, str | None], int] = {}

    def show(self, session: Session, record: str, stage: str | None) -> Any:
        """The complete case of a record in a stage. Before the session has begun: it may have to be built."""
        return session.get_one(SUBJECTS[record].record, self.number(record, stage))

    def number(self, record: str, stage: str | None) -> int:
        """The number of that case."""
        if (record, stage) not in self._built:
            with self._world.write() as session:
                if record in BUILDERS:
                    self._built[record, stage] = BUILDERS[record](session, stage).id
                else:
                    made = samples(session) | samples_of_goals(session)
                    self._built |= {(name, None): number for name, number in made.items()}
        return self._built[record, stage]


def stages_of(rule: Rule, chosen: frozenset[str]) -> list[str]:
    return [stage for stage in the_company().lifecycles[rule.record].ids if stage in chosen]


def judged_in(rule: Rule) -> str | None:
    """The first stage in which the rule is asked; of a record that walks no lifecycle there is none."""
    return None if rule.judged is None else next(iter(stages_of(rule, rule.judged)), None)


def broken(session: Session, case: Any) -> set[str]:
    """The rules that a case breaks, by its view."""
    found = _verdicts(session, case)
    return {rule.key for rule in the_rulebook().of(case.__tablename__) if found[rule.column] == 1}


def verdict(session: Session, case: Any, rule: Rule) -> int | None:
    return _verdicts(session, case)[rule.column]


def _verdicts(session: Session, case: Any) -> Any:
    """To plan a view of hundreds of rules takes longer than to read it: each is planned once a connection."""
    name = view_name(case.__tablename__)
    connection = session.connection()
    asked = sa.text(f"SELECT * FROM {name} WHERE id = :id").bindparams(id=case.id)
    if connection.dialect.name == "postgresql":
        if name not in connection.info:
            driver: Any = connection.connection.driver_connection
            driver.prepare_threshold = None  # else the driver forgets what is prepared at a rollback
            driver.execute(f"PREPARE {name} (int) AS SELECT * FROM {name} WHERE id = $1")
            connection.info[name] = "prepared"
        asked = sa.text(f"EXECUTE {name} ({case.id})")
    return session.execute(asked).mappings().one()


def judged_now(session: Session, case: Any, rule: Rule) -> bool:
    """Whether the gate would find the rule broken, whatever the stage."""
    number = sa.case((rule.broken, 1), else_=0)
    return session.scalar(rule.subject.select(number, where=rule.subject.id == case.id)) == 1


def was_touched(session: Session, case: Any) -> bool:
    """Whether the incremental audit would look at the case again."""
    mine = sa.and_(Touched.record == case.__tablename__, Touched.record_id == case.id)
    return bool(session.scalar(sa.select(sa.exists().where(mine))))
