"""Durations drawn by chance: how long people talk, wait before they give up, and take to pick up."""

from enum import StrEnum
from math import exp, log, sqrt
from random import Random
from typing import assert_never

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Shape(StrEnum):
    """The family a duration is drawn from."""

    CONSTANT = "constant"
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"  # talk times, by and large
    HYPEREXPONENTIAL = "hyperexponential"  # two kinds of people: patience


_NAMES = {
    Shape.CONSTANT: "固定",
    Shape.EXPONENTIAL: "指数分布",
    Shape.LOGNORMAL: "对数正态分布",
    Shape.HYPEREXPONENTIAL: "超指数分布",
}


class Durations(BaseModel):
    """A distribution of seconds. `cv` is standard deviation over mean; constant and exponential have their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shape: Shape
    mean_s: float = Field(ge=0.0, le=86400.0, allow_inf_nan=False)
    cv: float | None = Field(default=None, gt=0.0, le=20.0)

    @model_validator(mode="after")
    def _fits(self) -> "Durations":
        needs = self.shape in (Shape.LOGNORMAL, Shape.HYPEREXPONENTIAL)
        if needs != (self.cv is not None):
            raise ValueError(f"expected {'a' if needs else 'no'} cv with shape {self.shape}, found {self.cv}")
        if self.shape is Shape.HYPEREXPONENTIAL and (self.cv or 0.0) < 1.0:
            raise ValueError(f"expected a cv of 1 or more with shape {self.shape}, found {self.cv}")
        return self

    def words(self) -> str:
        """How it is told on a page."""
        told = f"{_NAMES[self.shape]}，均值 {self.mean_s:g} 秒"
        return told if self.cv is None else f"{told}，变异系数 {self.cv:g}"

    def draw(self, chance: Random) -> float:
        """One duration, seconds."""
        match self.shape:
            case Shape.CONSTANT:
                return self.mean_s
            case Shape.EXPONENTIAL:
                return self.mean_s * chance.expovariate(1.0)
            case Shape.LOGNORMAL:
                spread = log(1.0 + (self.cv or 0.0) ** 2)
                return self.mean_s * exp(chance.gauss(-spread / 2.0, sqrt(spread)))
            case Shape.HYPEREXPONENTIAL:
                return self._two_kinds(chance)
            case _:
                assert_never(self.shape)

    def _two_kinds(self, chance: Random) -> float:
        """Balanced means: each kind of people brings half of the time."""
        square = (self.cv or 1.0) ** 2
        often = 0.5 * (1.0 + sqrt((square - 1.0) / (square + 1.0)))
        share = often if chance.random() < often else 1.0 - often
        return self.mean_s * chance.expovariate(1.0) / (2.0 * share)
