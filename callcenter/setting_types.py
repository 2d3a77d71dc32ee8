"""What sections of the configuration are made of: names, numbers, and the base that refuses unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
Skill = Annotated[str, Field(pattern=r"^[^\s,;]{1,32}$")]
Number = Annotated[str, Field(pattern=r"^[0-9*#+]{1,20}$")]


class Section(BaseModel):
    """One table of the file: frozen, and without keys nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
