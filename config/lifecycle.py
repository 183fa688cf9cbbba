"""The stages of a case and every way between them (``config/lifecycles/*.toml``; 000/A01, A35)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from config.words import ConfigError, Text, Unfit, Words

Track = Literal["main", "exit", "recovery", "closed"]


class Stage(Words):
    """A place in a lifecycle: who owns it, how long a case may stay, where it may come from.

    ``standard`` says in a sentence what good work is here, ``tools`` with which commands it is done (000/A35).
    """

    id: str
    name: Text
    owner: str
    standard: Text | None = None
    tools: tuple[str, ...] = ()
    days: int | None = Field(default=None, gt=0)
    window_days: int | None = Field(default=None, ge=0)
    from_: tuple[str, ...] = Field(default=(), alias="from")
    track: Track = "main"
    documents: tuple[str, ...] = ()
    closed: bool = False
    creates: (
        Literal[
            "delivery", "renewal", "recovery", "renewal_opportunity", "next_renewal", "recovery_opportunity"
        ]
        | None
    ) = None
    notify: tuple[str, ...] = ()


class Lifecycle(Words):
    """The stages of one kind of case and every edge between them. What is not here can't happen."""

    record: Literal["opportunity", "delivery", "renewal"]
    name: Text
    initial: tuple[str, ...]
    stage: tuple[Stage, ...]

    @model_validator(mode="after")
    def _edges_lead_somewhere(self) -> Lifecycle:
        known = [stage.id for stage in self.stage]
        if len(set(known)) != len(known):
            raise Unfit("a stage is declared twice", "una etapa está declarada dos veces")
        for word in (*self.initial, *(source for stage in self.stage for source in stage.from_)):
            if word not in known:
                raise Unfit(
                    f"unknown stage {word!r}; known: {', '.join(known)}",
                    f"etapa desconocida {word!r}; conocidas: {', '.join(known)}",
                )
        reached = set(self.initial)
        while further := {s.id for s in self.stage if reached & set(s.from_)} - reached:
            reached |= further
        for stage in self.stage:
            if stage.id not in reached:
                raise Unfit(
                    f"no way leads to the stage {stage.id!r}", f"ningún camino lleva a la etapa {stage.id!r}"
                )
            if not stage.closed and not self.next_of(stage.id):
                raise Unfit(
                    f"no way leads out of the stage {stage.id!r}, and it is not closed",
                    f"ningún camino sale de la etapa {stage.id!r}, y no es final",
                )
        return self

    def __getitem__(self, stage_id: str) -> Stage:
        for stage in self.stage:
            if stage.id == stage_id:
                return stage
        known = ", ".join(self.ids)
        raise ConfigError(
            f"the lifecycle of the {self.record} has no stage {stage_id!r}; its stages: {known}",
            f"el ciclo de {self.record} no tiene la etapa {stage_id!r}; sus etapas: {known}",
        )

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(stage.id for stage in self.stage)

    @property
    def open_stages(self) -> tuple[str, ...]:
        """Stages in which a case is still at work."""
        return tuple(stage.id for stage in self.stage if not stage.closed)

    @property
    def working(self) -> tuple[str, ...]:
        """The open stages of the main track: where a case works towards its end."""
        return tuple(stage.id for stage in self.stage if stage.track == "main" and not stage.closed)

    def onward_from(self, stage_id: str) -> tuple[str, ...]:
        """The stage and the later ones of the same track: where what it demands goes on being demanded."""
        track = self[stage_id].track
        same = [stage.id for stage in self.stage if stage.track == track]
        return tuple(same[same.index(stage_id) :])

    def next_of(self, stage_id: str) -> tuple[str, ...]:
        """Stages that can be entered from this one, in the order they are declared."""
        return tuple(stage.id for stage in self.stage if stage_id in stage.from_)

    def next_on_track(self, stage_id: str) -> str | None:
        """The next stage that a case here works towards; none at the end of its track."""
        here = self[stage_id]
        if here.closed:
            return None
        ahead = [s.id for s in self.stage if stage_id in s.from_ and s.track in (here.track, "main")]
        return ahead[0] if ahead else None
