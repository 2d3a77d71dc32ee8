"""What the API says and takes about the media follow-up of a show's matters."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.web.models import Asked, Rfc3339, Said, printable
from queueing.show.after_facts import MediaState

Note = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(printable)]
Place = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True), AfterValidator(printable)]


class MediaStep(Said):
    """One thing a person said about it."""

    state: MediaState
    by: str
    at: Rfc3339
    note: str
    outlet: str = Field(description="where a report went out")
    on: date | None = Field(description="on which day it did")


class MediaView(Said):
    """How far the media follow a matter, what may be said of it now, and what was said."""

    state: MediaState
    next: list[MediaState] = Field(description="[] while the show runs, and of a person in the studio")
    steps: list[MediaStep]


class MediaAsked(Asked):
    """How far it is. `was`: the state that was on the screen; 409 when somebody said something else meanwhile."""

    was: MediaState
    state: MediaState
    note: Note = Field(default="", description="with ended: why, and it must be given")
    outlet: Place = Field(default="", description="with reported: where the report went out")
    on: date | None = Field(default=None, description="with reported: on which day, from the show's to today")
