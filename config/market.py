"""Whom we sell to and how we address them: catalogues, the ideal client, channels, messages, campaigns (``market.toml``)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from config.words import Text, Unfit, Words, must_be_known, read_toml, unknown_word, validated
from policy.campaign import FACTORS as CAMPAIGN_FACTORS
from policy.campaign import Standard
from policy.icp import FACTORS, PROFILE, SIGNS, Profile
from policy.icp import Band as PolicyBand
from policy.message import WORDS, Parts, unknown_words

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,38}$")]
Percentage = Annotated[int, Field(ge=0, le=100)]


class Named(Words):
    """A word that may be chosen, as people read it."""

    name: Text


class Graded(Named):
    """A word that earns a share of its points in the score against the ideal client."""

    fit_percent: Percentage


class Niche(Graded):
    """A field inside a segment in which we know the work (000/A03)."""

    segment: str


class Pain(Graded):
    """A problem that we solve: by which parts of the system, for which value to the client (000/A04, 001/B12)."""

    solved_by: tuple[str, ...] = Field(min_length=1)
    drivers: tuple[str, ...] = Field(min_length=1)


class Channel(Named):
    """A way to address clients, and what a contact must have to be reached by it (003/D17)."""

    needs: Literal["email", "phone", "address"]
    medium_percent: Percentage


class Message(Named):
    """A message in three parts, about one pain or none (000/A06)."""

    pain: str | None = None
    hook: Text
    anecdote: Text
    offer: Text

    @model_validator(mode="after")
    def _names_what_can_be_filled_in(self) -> Message:
        for text in (self.hook, self.anecdote, self.offer):
            for language in (text.en, text.es):
                if unknown := _unknown_words(language):
                    raise Unfit(
                        f"unknown word {unknown[0]!r} in braces; known: {', '.join(WORDS)}",
                        f"palabra desconocida {unknown[0]!r} entre llaves; conocidas: {', '.join(WORDS)}",
                    )
        return self

    def parts(self, language: str) -> Parts:
        """The three parts in a language."""
        return Parts(*(text.to(language) for text in (self.hook, self.anecdote, self.offer)))


class Band(Words):
    """From so much on, until the next band begins, so many percent of the points."""

    from_: int = Field(alias="from", ge=0)
    percent: Percentage


class Weights(Words):
    """The points of each factor of the score against the ideal client."""

    segment: int = Field(ge=0)
    niche: int = Field(ge=0)
    size: int = Field(ge=0)
    worth: int = Field(ge=0)
    solution: int = Field(ge=0)
    decision_maker: int = Field(ge=0)
    need: int = Field(ge=0)
    purchasing_power: int = Field(ge=0)
    receptivity: int = Field(ge=0)
    accessibility: int = Field(ge=0)

    @model_validator(mode="after")
    def _something_counts(self) -> Weights:
        if not any(getattr(self, name) for name in FACTORS):
            raise Unfit("at least one factor must have points", "al menos un factor debe tener puntos")
        return self


class IdealClient(Words):
    """By what a prospect is scored, and the least that qualifies a new client (000/A03)."""

    minimum_percent: Percentage
    size: tuple[Band, ...] = Field(min_length=1)
    worth: tuple[Band, ...] = Field(min_length=1)
    weights: Weights

    @model_validator(mode="after")
    def _bands_rise(self) -> IdealClient:
        for bands in (self.size, self.worth):
            if bands[0].from_ != 0 or any(low.from_ >= high.from_ for low, high in pairwise(bands)):
                raise Unfit("bands begin at 0 and rise", "las bandas empiezan en 0 y suben")
        return self


class Nurturing(Words):
    """After how many days somebody who lacks this is looked at again, and what the record then says."""

    days: int = Field(gt=0)
    reason: Text


class Nurture(Words):
    """By what is lacking (000/M06: discard is nurture with a date)."""

    need: Nurturing
    purchasing_power: Nurturing
    receptivity: Nurturing
    accessibility: Nurturing
    profile: Nurturing

    def of(self, what: str) -> Nurturing:
        """What follows from one lack."""
        found = getattr(self, what)
        assert isinstance(found, Nurturing), what
        return found


class CampaignWeights(Words):
    """How much each factor of a campaign counts (003/D18)."""

    database: Decimal = Field(gt=0)
    offer: Decimal = Field(ge=0)
    moment: Decimal = Field(ge=0)
    creativity: Decimal = Field(ge=0)
    medium: Decimal = Field(ge=0)


class Campaigns(Words):
    """By what a campaign is judged, and who is addressed one by one (003/D18–D20)."""

    minimum_score_percent: Percentage
    minimum_database_percent: Percentage
    minimum_on_target_percent: Percentage
    individual_up_to: int = Field(ge=0)
    important_classes: tuple[Literal["A", "B", "C"], ...] = ()
    weights: CampaignWeights

    @property
    def standard(self) -> Standard:
        """As the policy takes it."""
        weights = {name: getattr(self.weights, name) for name in CAMPAIGN_FACTORS}
        return Standard(
            weights, self.minimum_score_percent, self.minimum_database_percent, self.minimum_on_target_percent
        )


class Market(Words):
    """All of config/market.toml."""

    market_type: dict[Key, Named] = Field(min_length=1)
    segment: dict[Key, Graded] = Field(min_length=1)
    niche: dict[Key, Niche] = {}
    decision_maker: dict[Key, Graded] = Field(min_length=1)
    value_driver: dict[Key, Named] = Field(min_length=1)
    pain: dict[Key, Pain] = Field(min_length=1)
    icp: IdealClient
    nurture: Nurture
    channel: dict[Key, Channel] = Field(min_length=1)
    campaign: Campaigns
    message: dict[Key, Message] = Field(min_length=1)

    @model_validator(mode="after")
    def _words_are_known(self) -> Market:
        for where, word, known in self._references():
            if word not in known:
                raise Unfit(unknown_word(word, known).after(f"{where}: "))
        return self

    def _references(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for key, niche in self.niche.items():
            yield f"niche.{key}.segment", niche.segment, tuple(self.segment)
        for key, pain in self.pain.items():
            for driver in pain.drivers:
                yield f"pain.{key}.drivers", driver, tuple(self.value_driver)
        for key, text in self.message.items():
            if text.pain is not None:
                yield f"message.{key}.pain", text.pain, tuple(self.pain)

    @property
    def profile(self) -> Profile:
        """The ideal client as the policy takes it."""
        graded: dict[str, Mapping[str, Graded]] = {
            "segment": self.segment, "niche": self.niche, "solution": self.pain, "decision_maker": self.decision_maker
        }  # fmt: skip
        return Profile(
            weights={name: getattr(self.icp.weights, name) for name in FACTORS},
            graded={
                name: {key: one.fit_percent for key, one in words.items()} for name, words in graded.items()
            },
            segment_of_niche={key: niche.segment for key, niche in self.niche.items()},
            bands={"size": _bands(self.icp.size), "worth": _bands(self.icp.worth)},
            minimum_percent=self.icp.minimum_percent,
            nurture_days={what: self.nurture.of(what).days for what in (*SIGNS, PROFILE)},
        )


def _unknown_words(text: str) -> tuple[str, ...]:
    try:
        return unknown_words(text)
    except ValueError:
        raise Unfit(f"the braces do not match in {text!r}", f"las llaves no cierran bien en {text!r}") from None


def read_market(path: Path, parts: Collection[str]) -> Market:
    """The market of a file; what solves a pain is one of the ``parts`` of the system that the company sells."""
    market = validated(read_toml(path), Market, path, "")
    for key, pain in market.pain.items():
        for part in pain.solved_by:
            must_be_known(part, parts, path, f"pain.{key}.solved_by")
    return market


def _bands(bands: tuple[Band, ...]) -> tuple[PolicyBand, ...]:
    return tuple(PolicyBand(Decimal(band.from_), band.percent) for band in bands)
