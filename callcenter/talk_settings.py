"""Settings of what happens in a conversation: emergency numbers, and keys an operator presses on the phone."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Digits = Annotated[str, Field(pattern=r"^[0-9]{2,20}$")]
Code = Annotated[str, Field(pattern=r"^\*[0-9]{1,2}$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Emergency(_Section):
    """Immediate hand-over to police, fire brigade, ambulance, traffic police."""

    numbers: Annotated[tuple[Digits, ...], Field(min_length=1)] = ("110", "119", "120", "122")
    mode: Literal["warm", "blind"] = Field(
        default="warm", description="warm: caller, operator and they talk together; blind: the operator is out at once"
    )
    trunk: str = Field(default="", description="name of the [[sip.trunk]] it goes out by; empty: the first that may")


class PhoneKeys(_Section):
    """Keys pressed on the operator's phone during a conversation; a number is ended by #."""

    enabled: bool = True
    hold: Code = "*1"
    consult: Code = "*2"
    three_way: Code = "*3"
    complete: Code = "*4"
    drop: Code = "*5"
    show: Code = "*7"
    help: Code = "*9"
    pause_s: float = Field(default=8.0, ge=2.0, le=60.0, description="so long between two keys, and it is forgotten")

    @model_validator(mode="after")
    def _apart(self) -> "PhoneKeys":
        codes = [self.hold, self.consult, self.three_way, self.complete, self.drop, self.show, self.help]
        clash = [(a, b) for a in codes for b in codes if a != b and b.startswith(a)]
        if len(set(codes)) < len(codes) or clash:
            raise ValueError("expected codes of which none begins another, found " + ", ".join(codes))
        return self

    def codes(self) -> dict[str, str]:
        """Return what each code does."""
        names = ("hold", "consult", "three_way", "complete", "drop", "show", "help")
        return {str(getattr(self, name)): name for name in names}
