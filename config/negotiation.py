"""How a negotiation is prepared and a buying centre covered (``negotiation.toml``; 001/B21–B33, 002/C01–C13, C15–C17)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import Field, model_validator

from config.words import Text, Unfit, Words, must_be_known, read_toml, unknown_word, validated
from policy.buying_centre import Equals, Sought
from policy.negotiation import Asked

Phase = Literal["analysis", "formulation", "implementation", "control"]
"""The four phases of a plan, in their order (001/B21)."""

Part = Literal[
    "specific_environment", "situation", "strategy", "way_in", "interests", "priorities", "values", "general_environment",
    "competitors", "external_factors", "internal_factors", "interpersonal_factors", "objectives", "central_issue", "grid",
    "papers", "visits", "answers", "opponents", "supporters", "strategies", "peers", "evaluated", "actions", "results",
    "agreements",
]  # fmt: skip
"""What can be asked of a plan; ``checks.preparation`` knows when each is there."""

Column = Literal[
    "block",
    "topic",
    "minutes",
    "arguments",
    "documents",
    "concessions",
    "results",
    "observations",
    "evaluation",
]
FactorKind = Literal["external", "internal", "interpersonal", "individual"]
SELLER = "sales"
"""The role of ours that speaks with whoever has no equal among us."""

NOT_SENSITIVE = ("education", "personality")
"""What may be kept of a person beyond their work, if the company wants to (001/B16)."""


class PhaseOfPlan(Words):
    """A phase, and the stage before which it is complete."""

    name: Text
    before: str


class Depth(Words):
    """How deep a sale of at least this value is prepared (001/B41)."""

    name: Text
    from_mxn: Decimal = Field(ge=0)


class PartOfPlan(Words):
    """What a plan must hold: in which phase, from which depth on."""

    name: Text
    phase: Phase
    depth: str


class SoughtMember(Words):
    """Somebody whom we must know at a client: by role or stance, by function, or because they sign."""

    name: Text
    weight: int = Field(ge=1, le=100)
    words: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    signs_orders: bool = False

    @model_validator(mode="after")
    def _is_known_by_one_sign(self) -> Self:
        if bool(self.words) + bool(self.functions) + self.signs_orders != 1:
            raise Unfit(
                "say one of words, functions and signs_orders", "indique una de: words, functions, signs_orders"
            )
        return self


class Circle(Words):
    """Who supports, who opposes, and whose contact somebody of ours keeps (002/C08, C09, C16)."""

    supporters: tuple[str, ...]
    opponents: tuple[str, ...]
    keepers: tuple[str, ...]


class Coverage(Words):
    """How much of the buying centre must be known before a stage, in percent (002/C15)."""

    from_depth: str
    before: dict[str, int]


class Factors(Words):
    """A catalogue of what is studied of a client, and how many of it a full analysis notes."""

    model_config = {**Words.model_config, "extra": "allow"}

    least: int = Field(ge=0)
    __pydantic_extra__: dict[str, Text]

    @property
    def names(self) -> dict[str, Text]:
        """The factors by their key."""
        return self.__pydantic_extra__

    @model_validator(mode="after")
    def _can_note_so_many(self) -> Self:
        if self.least > len(self.names):
            raise Unfit(
                f"least: only {len(self.names)} factors are named",
                f"least: solo hay {len(self.names)} factores",
            )
        return self


class Negotiation(Words):
    """All of config/negotiation.toml."""

    relation_days: int = Field(gt=0)
    phase: dict[Phase, PhaseOfPlan]
    depth: dict[str, Depth]
    part: dict[Part, PartOfPlan]
    column: dict[Column, Text]
    roles: dict[str, Text]
    stances: dict[str, Text]
    functions: dict[str, Text]
    peers: dict[str, str]
    circle: Circle
    sought: dict[str, SoughtMember]
    coverage: Coverage
    ladder: dict[str, Text]
    values: dict[str, Text]
    factors: dict[FactorKind, Factors]

    @model_validator(mode="after")
    def _words_are_known(self) -> Self:
        people = {*self.roles, *self.stances}
        _all_there("phase", get_args(Phase), self.phase)
        _all_there("column", get_args(Column), self.column)
        _all_there("factors", get_args(FactorKind), self.factors)
        _all_there("sought", ("decider", "champion", "signer", "opponent"), self.sought)
        _all_known("part.depth", [part.depth for part in self.part.values()], self.depth)
        _all_known("part.phase", [part.phase for part in self.part.values()], self.phase)
        _all_known("coverage.from_depth", [self.coverage.from_depth], self.depth)
        _all_known("peers", self.peers, self.functions)
        _all_known("circle.keepers", self.circle.keepers, self.roles)
        _all_known("circle", [*self.circle.supporters, *self.circle.opponents], self.stances)
        for key, member in self.sought.items():
            _all_known(f"sought.{key}.words", member.words, people)
            _all_known(f"sought.{key}.functions", member.functions, self.functions)
        return self

    @model_validator(mode="after")
    def _keeps_no_sensitive_data(self) -> Self:
        private = [name for name in self.factors["individual"].names if name not in NOT_SENSITIVE]
        if private:
            raise Unfit(
                f"factors.individual: {', '.join(private)}: sensitive personal data is not kept (001/B16)",
                f"factors.individual: {', '.join(private)}: no se guardan datos personales sensibles (001/B16)",
            )
        return self

    def from_mxn(self, depth: str) -> Decimal:
        """From which value of the sale a depth is asked for."""
        return self.depth[depth].from_mxn

    def asked(self) -> tuple[Asked, ...]:
        """Everything that can be asked of a plan, in the order of the file, as the policy takes it."""
        return tuple(Asked(key, part.phase, self.from_mxn(part.depth)) for key, part in self.part.items())

    def wanted(self) -> tuple[Sought, ...]:
        """Whom we must know at a client, as the policy takes it."""
        return tuple(
            Sought(key, one.weight, one.words, one.functions, one.signs_orders)
            for key, one in self.sought.items()
        )

    def equals(self) -> Equals:
        """Who of ours speaks with whom of theirs, as the policy takes it (002/C16)."""
        return Equals(self.peers, self.circle.keepers, SELLER)


def read_negotiation(path: Path, stages: Collection[str], roles: Collection[str]) -> Negotiation:
    """The file, for a company with these stages of a sale and these roles. Raises ``ConfigError`` for an unknown word."""
    found = validated(read_toml(path), Negotiation, path, "")
    asked = [(f"phase.{name}.before", phase.before, stages) for name, phase in found.phase.items()]
    asked += [("coverage.before", stage, stages) for stage in found.coverage.before]
    asked += [(f"peers.{function}", role, roles) for function, role in found.peers.items()]
    for where, word, known in asked:
        must_be_known(word, known, path, where)
    return found


def _all_there(where: str, wanted: tuple[str, ...], given: Any) -> None:
    missing = [word for word in wanted if word not in given]
    if missing:
        raise Unfit(f"{where}: missing: {', '.join(missing)}", f"{where}: falta: {', '.join(missing)}")


def _all_known(where: str, words: Any, known: Any) -> None:
    for word in words:
        if word not in known:
            raise Unfit(unknown_word(word, known).after(f"{where}: "))
