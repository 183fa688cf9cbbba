"""The credit file of a client: which papers, how long each holds, from which amount (``credit.toml``; 000/A21)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from config.words import Text, Unfit, Words

Taxpayer = Literal["company", "person"]
"""An RFC of twelve characters is a company's, one of thirteen a person's."""


class Paper(Words):
    """One paper of the credit file."""

    name: Text
    required_of: tuple[Taxpayer, ...] = Field(min_length=1)
    from_mxn: Decimal = Field(default=Decimal(0), ge=0)
    """Below this amount of the opportunity the paper is not asked for."""
    valid_days: int | None = Field(default=None, gt=0)
    """So many days from its date of issue; none: it does not grow old."""
    says_until: bool = False
    """The paper bears the day on which it expires (``document.valid_until``), and must."""
    warning_days: int = Field(default=0, ge=0)
    weight: int = Field(default=15, ge=1, le=100)

    @model_validator(mode="after")
    def _warns_of_what_expires(self) -> Paper:
        if self.warning_days and self.valid_days is None and not self.says_until:
            raise Unfit(
                "it never expires: leave warning_days out, or say valid_days or says_until",
                "no vence nunca: omita warning_days, o indique valid_days o says_until",
            )
        if self.valid_days is not None and self.warning_days >= self.valid_days:
            raise Unfit(
                "the warning would come with the paper: warning_days must be less than valid_days",
                "el aviso llegaría junto con el documento: warning_days debe ser menor que valid_days",
            )
        return self


Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,38}$")]


class CreditFile(Words):
    """All of config/credit.toml."""

    decision_days: int = Field(gt=0)
    """How long an authorisation holds."""
    decision_warning_days: int = Field(ge=0)
    tax_list_days: int = Field(gt=0)
    """After so many days the edition of the 69-B list that was read counts as old."""
    paper: dict[Kind, Paper]
