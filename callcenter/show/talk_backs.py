"""Talk-backs as telephony tells of them: told at each step, and within a second when nothing will be heard."""

from collections.abc import Callable
from functools import partial

from callcenter.show.ports import TalkBackChanged, TalkBackState
from callcenter.timers import Timers
from queueing.events import Fact, ShowPhoneAnswered, ShowPhoneCalled, ShowPhoneLeft
from queueing.studio.terms import FREED

REPLY_S = 0.8  # a phone that is there says that it rings within some 10 ms
BUSY, MIXER = "busy", "mixer"
S = TalkBackState


class TalkBacks:
    """Owns which caller is talked to by whom, and how far that is."""

    def __init__(self, timers: Timers, say: Callable[[TalkBackChanged], None]) -> None:
        self._timers, self._say = timers, say
        self._now: dict[str, tuple[str, S]] = {}  # call -> phone, state

    def refused(self, call_id: str, phone: str) -> None:
        """The desk did not even ring the phone: it is in a call."""
        self._say(TalkBackChanged(at=self._timers.now(), call_id=call_id, phone=phone, state=S.FAILED, why=BUSY))

    def take_fact(self, fact: Fact) -> None:
        """Follow a talk-back's phone; a phone that screens is none."""
        match fact:
            case ShowPhoneCalled() if fact.talk_back:
                self._change(fact.call_id, fact.phone, S.CALLING)
                self._timers.after(REPLY_S, partial(self._still_calling, fact.call_id))
            case ShowPhoneAnswered() if fact.talk_back:
                self._change(fact.call_id, fact.phone, S.HEARD)
            case ShowPhoneLeft() if fact.talk_back:
                self._over(fact)
            case _:
                pass

    def take(self, call_id: str, what: str) -> None:
        """The phone rings; or the conference with the studio failed, or is there again."""
        phone, state = self._now.get(call_id, ("", S.OVER))
        match what:
            case "ringing" if state in (S.CALLING, S.NO_REPLY):
                self._change(call_id, phone, S.RINGING)
            case "unmixed" if state is S.HEARD:
                self._change(call_id, phone, S.FAILED, MIXER)
            case "mixed" if state is S.FAILED:
                self._change(call_id, phone, S.HEARD)
            case _:
                pass

    def _still_calling(self, call_id: str) -> None:
        phone, state = self._now.get(call_id, ("", S.OVER))
        if state is S.CALLING:
            self._change(call_id, phone, S.NO_REPLY)

    def _over(self, fact: ShowPhoneLeft) -> None:
        _, before = self._now.get(fact.call_id, ("", S.OVER))
        well = fact.why == FREED or before is S.HEARD
        self._change(fact.call_id, fact.phone, S.OVER if well else S.FAILED, "" if well else fact.why)
        del self._now[fact.call_id]

    def _change(self, call_id: str, phone: str, state: S, why: str = "") -> None:
        self._now[call_id] = (phone, state)
        self._say(TalkBackChanged(at=self._timers.now(), call_id=call_id, phone=phone, state=state, why=why))
