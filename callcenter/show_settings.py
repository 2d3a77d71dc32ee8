"""Settings of the live show: the studio's lines, the legal delay, what the host can read, how callers are weighed."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from callcenter.programme_settings import DIAL_IN, programme_source
from callcenter.queue_settings import Queue
from callcenter.setting_types import Number, Section
from callcenter.show.aftermath.outlet_settings import OUTLETS, ShowOutlet
from queueing.show.proposal import Weights
from queueing.show.state import ShowRules
from queueing.studio.state import ShowCallRules
from queueing.studio.terms import NO_PROGRAMME, PROGRAMME_LINE, PROGRAMME_STREAM, STUDIO_LINE

# 广电总局 2004-03-16《关于群众参与的广播电视直播节目必须延时播出的通知》: radio at least 6 s, television 20 s.
RADIO_DELAY_S, TV_DELAY_S = 6.0, 20.0


class ShowWeights(Section):
    """What weighs how much when the next caller is proposed, in minutes of waiting."""

    unit_fits: float = Field(default=20.0, ge=-600.0, le=600.0)
    new_area: float = Field(default=6.0, ge=-600.0, le=600.0)
    area_again: float = Field(default=-3.0, ge=-600.0, le=600.0)
    repeat: float = Field(default=5.0, ge=-600.0, le=600.0)
    alike_aired: float = Field(default=-15.0, ge=-600.0, le=600.0)
    alike_from: float = Field(default=0.5, ge=0.0, le=1.0, description="share of character pairs two topics share")


class ShowPhone(Section):
    """A softphone or studio hybrid that registers here and is no operator's."""

    number: Number
    password: str = Field(min_length=8, max_length=128, repr=False)


class Show(Section):
    """The live phone-in show."""

    air_positions: int = Field(default=2, ge=1, le=16, description="the studio's lines: callers on air at once")
    topic_most: int = Field(default=20, ge=5, le=60, description="characters of a topic the host can read at a glance")
    delay_s: float = Field(default=6.0, ge=0.0, le=120.0, description="legal delay; 0: the programme is recorded")
    with_tv: bool = Field(default=False, description="television carries the programme live too")
    most_waiting: int = Field(default=50, ge=1, le=500, description="entries not yet on air")
    double_click_s: float = Field(
        default=0.8, ge=0.0, le=5.0, description="nobody else goes on air by one hand so soon"
    )
    minutes: float = Field(default=60.0, ge=1.0, le=600.0, description="length of a programme whose end nobody named")
    weights: ShowWeights = ShowWeights()
    outlet: tuple[ShowOutlet, ...] = Field(default=OUTLETS, description="ways to the listeners")
    clip_lufs: float = Field(default=-24.0, ge=-36.0, le=-10.0, description="loudness of clips, ITU-R BS.1770")
    clip_peak_dbtp: float = Field(default=-1.0, ge=-12.0, le=0.0, description="no true peak of a clip above this")
    studio: tuple[Number, ...] = Field(
        default=(), description="one line each: a phone's number here, or one to be dialled; none: no calls on air"
    )
    hotline: str = Field(default="", description="queue that callers are given back to; empty: the first that is none")
    programme: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9_-]{0,64}$",
        description="prompt that waiting callers hear without it; empty: music",
    )
    programme_live: Annotated[str, AfterValidator(programme_source)] = Field(
        default="",
        description="what waiting callers hear of the air: studio (what its line 1 sends), a number that is called, "
        "dial-in (it calls here), or the http(s) address of a stream; empty: nothing",
    )
    programme_number: Annotated[str, Field(pattern=r"^[0-9*#+]{0,20}$")] = Field(
        default="", description="with dial-in: the number that the programme's equipment calls"
    )
    programme_from: str = Field(
        default="", max_length=32, description="with dial-in: the trunk (by its address) or phone it calls from"
    )
    ring_s: float = Field(default=20.0, ge=2.0, le=120.0, description="how long studio and producers' phones ring")
    phone: tuple[ShowPhone, ...] = ()

    @model_validator(mode="after")
    def _lawful(self) -> "Show":
        least = TV_DELAY_S if self.with_tv else RADIO_DELAY_S
        if 0.0 < self.delay_s < least:
            carried = "television" if self.with_tv else "radio"
            raise ValueError(
                f"show.delay_s: expected 0 (recorded) or at least {least:g} s with {carried}, found {self.delay_s:g}"
            )
        return self

    @model_validator(mode="after")
    def _lines(self) -> "Show":
        if self.studio and len(set(self.studio)) != self.air_positions:
            expected = f"as many different numbers as air_positions ({self.air_positions})"
            raise ValueError(f"show.studio: expected {expected}, found {', '.join(self.studio)}")
        return self

    @model_validator(mode="after")
    def _live(self) -> "Show":
        if self.programme_live and not self.studio:
            raise ValueError("show.programme_live: expected lines in show.studio with it, found none")
        named = (bool(self.programme_number), bool(self.programme_from))
        if named != (self.calls_in, self.calls_in):
            expected = 'programme_number and programme_from, with programme_live = "dial-in" and only with it'
            found = f"{self.programme_number!r} and {self.programme_from!r} with {self.programme_live!r}"
            raise ValueError(f"show.programme_number: expected {expected}, found {found}")
        if self.programme_live in self.studio:
            expected = "a number that is no line of show.studio, or the word studio for line 1"
            raise ValueError(f"show.programme_live: expected {expected}, found {self.programme_live}")
        return self

    @property
    def programme_line(self) -> int:
        """The line that brings the live programme."""
        if not self.programme_live:
            return NO_PROGRAMME
        if self.programme_stream:
            return PROGRAMME_STREAM
        return STUDIO_LINE if self.programme_live == "studio" else PROGRAMME_LINE

    @property
    def programme_stream(self) -> str:
        """The address of the stream that brings the live programme; '' when none does."""
        return self.programme_live if "://" in self.programme_live else ""

    @property
    def calls_in(self) -> bool:
        """Whether the live programme comes with a call to us."""
        return self.programme_live == DIAL_IN

    def rules(self) -> ShowRules:
        """The same for the board."""
        return ShowRules(
            air_positions=self.air_positions,
            topic_most=self.topic_most,
            delay_s=self.delay_s,
            most_waiting=self.most_waiting,
            double_click_s=self.double_click_s,
        )

    def weighing(self) -> Weights:
        """The same for the proposal."""
        return Weights(**self.weights.model_dump())


def show_rules(show: Show, queues: Sequence[Queue]) -> ShowCallRules:
    """Return the desk's numbers of the show.

    Raises:
        ValueError: a show's queue, and none to give its callers back to.
    """
    shows = frozenset(queue.name for queue in queues if queue.show)
    others = [queue.name for queue in queues if not queue.show]
    if shows and not others:
        raise ValueError("queue: expected one without show = true, to which a show's callers go back, found none")
    if show.hotline and show.hotline not in others:
        raise ValueError(f"show.hotline: expected a queue without show = true, found {show.hotline!r}")
    return ShowCallRules(queues=shows, hotline=show.hotline or next(iter(others), ""))
