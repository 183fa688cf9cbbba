"""A CRM to test on."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from checks.install import Installed
from crm.database import reading, unit_of_work


@dataclass(frozen=True)
class World:
    """A CRM of the invented company: its database and its rulebook."""

    url: str
    engine: Engine
    installed: Installed

    def write(self) -> AbstractContextManager[Session]:
        """A session that commits at the end of the block."""
        return unit_of_work(self.engine)

    def read(self) -> AbstractContextManager[Session]:
        """A session to look only."""
        return reading(self.engine)

    @property
    def kind(self) -> str:
        return self.engine.dialect.name
