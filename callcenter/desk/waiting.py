"""Facts of callers who cannot be served at once into sound: announcements, offers, refusals, messages, farewells."""

from callcenter.desk import spoken
from callcenter.desk.floor import Floor, prompts
from callcenter.ears import HeardLeg
from callcenter.ids import new_id
from callcenter.telephony.ports import Digit, HangUp, Play, PromptEnded
from queueing.desk.state import Call
from queueing.events import (
    CallbackDenied,
    CallbackOffered,
    CallEnded,
    CallOverflowed,
    CallState,
    CallTold,
    Outcome,
    VoicemailBegan,
    VoicemailStarted,
    WaitAnnounced,
)
from queueing.studio.terms import THANKED

CALLBACK_KEY, MESSAGE_KEY = "1", "#"
CHOOSE_S = 6.0  # after the offer to be called back, how long the key may take
FAREWELL_S = 20.0  # a farewell nobody reports the end of
SHOW_THANKS = "show_thanks"
FAREWELLS = {Outcome.CALLBACK: "callback_taken", Outcome.VOICEMAIL: "message_taken"}


class Waiting:
    """Speaks to waiting callers and hears their keys. Owns who is being said goodbye to."""

    def __init__(self, floor: Floor) -> None:
        self._floor, self._desk = floor, floor.desk
        self._last: dict[str, str] = {}  # leg -> the prompt after which something is due
        self._leaving: set[str] = set()
        floor.on_fact(WaitAnnounced, lambda fact: self._say(fact.call_id, spoken.wait_announced(fact)))
        floor.on_fact(CallbackOffered, self._offered)
        floor.on_fact(CallbackDenied, lambda fact: self._say(fact.call_id, ("callback_denied",)))
        floor.on_fact(CallOverflowed, lambda fact: self._say(fact.call_id, spoken.moved(fact)))
        floor.on_fact(CallTold, lambda fact: self._then(fact.call_id, spoken.told(fact)))
        floor.on_fact(VoicemailStarted, lambda fact: self._then(fact.call_id, spoken.message_wanted(fact)))
        floor.on_fact(VoicemailBegan, self._record)
        floor.on_fact(CallEnded, self._farewell)

    # --- speaking --------------------------------------------------------------------------------------------

    def _say(self, call_id: str, said: tuple[str, ...]) -> None:
        """Say something to a waiting caller; then the music of their queue."""
        call = self._desk.state.calls.get(call_id)
        leg_id = self._floor.legs.caller(call_id)
        if call and leg_id and call.state is CallState.WAITING:
            music = prompts(*said, self._floor.queues[call.queue].music)
            self._floor.order(Play(leg_id=leg_id, prompts=music))

    def _offered(self, fact: CallbackOffered) -> None:
        call, said = self._desk.state.calls.get(fact.call_id), spoken.callback_offered(fact)
        if call and fact.at == call.arrived_at:  # the greeting has only begun
            said = prompts(self._floor.queues[call.queue].greeting, *said)
        self._say(fact.call_id, said)

    def _then(self, call_id: str, said: tuple[str, ...]) -> None:
        """Say something after whose end something is due."""
        leg_id = self._floor.legs.caller(call_id)
        self._last[leg_id] = said[-1]
        self._floor.order(Play(leg_id=leg_id, prompts=said, loop=False))

    def say_again(self, call: Call) -> None:
        """After a restart nobody knows how much was heard: say what matters once more, so that the call goes on."""
        message = (spoken.LEAVE_MESSAGE, spoken.TONE)
        why = "offer_callback" if call.callback_open else "call_later"
        self._then(call.call_id, message if call.state is CallState.MESSAGE else (why,))

    def _record(self, fact: VoicemailBegan) -> None:
        leg_id = self._floor.legs.caller(fact.call_id)
        self._floor.ports.ears.listen(HeardLeg(call_id=fact.call_id, leg_id=leg_id, role="caller"))

    def _farewell(self, fact: CallEnded) -> None:
        """Say goodbye on a leg that is still there; it is ended when the prompt is over."""
        prompt = FAREWELLS.get(fact.outcome, "") or (SHOW_THANKS if fact.reason == THANKED else "")
        leg_id = self._floor.legs.caller(fact.call_id)
        self._last.pop(leg_id, None)
        if prompt and self._floor.legs.forget(leg_id)[0]:
            self._leaving.add(leg_id)
            self._floor.order(Play(leg_id=leg_id, prompts=(prompt,), loop=False))
            self._floor.ports.timers.after(FAREWELL_S, lambda: self._let_go(leg_id))

    def _let_go(self, leg_id: str) -> None:
        if leg_id in self._leaving:
            self._leaving.discard(leg_id)
            self._floor.order(HangUp(leg_id=leg_id))

    # --- hearing ---------------------------------------------------------------------------------------------

    def prompt_ended(self, signal: PromptEnded) -> None:
        """A prompt is over: go on with what was to follow it."""
        self._let_go(signal.leg_id)
        if self._last.get(signal.leg_id) != signal.prompt:
            return
        del self._last[signal.leg_id]
        call = self._call(signal.leg_id)
        if call and call.state is CallState.MESSAGE:
            self._floor.do(self._desk.message_begins(self._floor.now, call.call_id))
        elif call and call.state is CallState.TOLD:
            delay_s = CHOOSE_S if call.callback_open else 0.0
            self._floor.ports.timers.after(delay_s, lambda: self._told(call.call_id))

    def _told(self, call_id: str) -> None:
        call = self._desk.state.calls.get(call_id)
        if call and call.state is CallState.TOLD:
            self._floor.do(self._desk.told(self._floor.now, call_id))

    def digit(self, signal: Digit) -> None:
        """A key: the way to a call-back, or the end of a message. Any other key means nothing here."""
        call = self._call(signal.leg_id)
        if call is None:
            return
        now = self._floor.now
        if call.state is CallState.MESSAGE and signal.digit == MESSAGE_KEY:
            self._floor.do(self._desk.message_ends(now, call.call_id, "key"))
        elif signal.digit == CALLBACK_KEY and call.state in (CallState.WAITING, CallState.OFFERED, CallState.TOLD):
            self._floor.do(self._desk.take_callback(now, call.call_id, new_id("C", now)))

    def _call(self, leg_id: str) -> Call | None:
        call_id, is_caller = self._floor.legs.find(leg_id)
        return self._desk.state.calls.get(call_id) if is_caller else None
