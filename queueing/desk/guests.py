"""Others in a conversation: who may be asked in, what follows when they come, leave or take over."""

from dataclasses import dataclass

from queueing.desk.conversation import Conversation
from queueing.desk.core import Core
from queueing.desk.routing import STRATEGIES, best
from queueing.desk.state import Call, Guest, Operator
from queueing.events import (
    AssistanceAsked,
    AssistanceEnded,
    CallHandedOver,
    CallHeld,
    CallPassedOut,
    CallRequeued,
    CallResumed,
    CallState,
    GuestCalled,
    GuestEnd,
    GuestJoined,
    GuestKind,
    GuestLeft,
    LineState,
    OperatorStatus,
    Part,
    PartChanged,
    Party,
    TransitionError,
)

SUPERVISING = frozenset({Part.LISTEN, Part.WHISPER, Part.BARGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Whom to ask in: an operator (by number), any operator of a queue, or an outside number."""

    part: Part = Part.CONSULT
    operator_id: str = ""
    queue: str = ""
    number: str = ""
    name: str = ""
    asked_by: str = ""
    emergency: bool = False


class Guests:
    """The part of the desk that lets others take part."""

    def __init__(self, core: Core, conversation: Conversation) -> None:
        self._core, self._conversation = core, conversation
        self._state, self._rules = core.state, core.rules
        conversation.send_away = self._send_all_away

    # --- asking in -------------------------------------------------------------------------------------------

    def invite(self, now: float, call_id: str, wish: Invitation) -> None:
        """Ring or dial somebody for a call in conversation; to consult them the caller is put on hold."""
        call = self._conversation.talking(call_id)
        if wish.part is Part.CONSULT:
            self.refuse_consulting(call_id)
        if len(call.guests) >= self._rules.guests_most:
            raise TransitionError(f"call {call_id}", f"fewer than {self._rules.guests_most} others in it", "so many")
        operator_id = "" if wish.number else self._free(now, call, wish)
        if wish.part is Part.CONSULT and call.state is CallState.TALKING:
            self._core.note(CallHeld(at=now, call_id=call_id, operator_id=call.operator_id, by=Party.OPERATOR))
        self._call_in(now, call, wish, GuestKind.OUTSIDE if wish.number else GuestKind.OPERATOR, operator_id)

    def _free(self, now: float, call: Call, wish: Invitation) -> str:
        """The operator who is meant, if they can be rung now."""
        if wish.queue:
            return self._free_in(now, call, wish.queue)
        one = self._state.operator(wish.operator_id)
        if not one.eligible:
            raise TransitionError(f"operator {wish.operator_id}", "an operator who is ready and idle", _doing(one))
        return wish.operator_id

    def _free_in(self, now: float, call: Call, queue: str) -> str:
        fit = [
            one
            for one in self._core.idle.values()
            if now >= one.paused_until and (not one.profile.queues or queue in one.profile.queues)
        ]
        strategy = STRATEGIES[self._rules.strategies.get(queue, self._rules.strategy)]
        found = best(call, fit, now, strategy)
        if found is None:
            raise TransitionError(f"queue {queue}", "an idle operator to ask", "none")
        return found[0].profile.operator_id

    def _call_in(self, now: float, call: Call, wish: Invitation, kind: GuestKind, operator_id: str) -> str:
        guest_id = f"{call.call_id}-g{call.invited + 1}"
        self._core.note(
            GuestCalled(
                at=now,
                call_id=call.call_id,
                guest_id=guest_id,
                kind=kind,
                part=wish.part,
                operator_id=operator_id,
                number=wish.number,
                name=wish.name,
                asked_by=wish.asked_by,
                emergency=wish.emergency,
            )
        )
        return guest_id

    def supervise(self, now: float, call_id: str, operator_id: str, part: Part, by: str) -> None:
        """A supervisor's phone listens, whispers or joins; one who is in already changes how."""
        call = self._conversation.talking(call_id)
        for one in call.guests.values():
            if one.operator_id == operator_id and one.kind is GuestKind.SUPERVISOR:
                self._change_part(now, call, one, part, by)
                return
        phone = self._state.operator(operator_id)
        if part not in SUPERVISING or not phone.reachable or phone.line is not LineState.IDLE:
            raise TransitionError(f"operator {operator_id}", "a phone that is there and idle", _doing(phone))
        if len(call.guests) >= self._rules.guests_most:
            raise TransitionError(f"call {call_id}", f"fewer than {self._rules.guests_most} others in it", "so many")
        wish = Invitation(part=part, asked_by=by, name=by)
        self._call_in(now, call, wish, GuestKind.SUPERVISOR, operator_id)

    def _change_part(self, now: float, call: Call, guest: Guest, part: Part, by: str) -> None:
        if guest.part is part or part not in SUPERVISING:
            raise TransitionError(f"guest {guest.guest_id}", "another way to take part", str(guest.part))
        self._note_part(now, call, guest, part, by)

    def _note_part(self, now: float, call: Call, guest: Guest, part: Part, by: str) -> None:
        self._core.note(
            PartChanged(
                at=now,
                call_id=call.call_id,
                guest_id=guest.guest_id,
                operator_id=guest.operator_id,
                part=part,
                by=by,
            )
        )

    # --- what becomes of them --------------------------------------------------------------------------------

    def joined(self, now: float, guest_id: str) -> None:
        """The guest picked up."""
        call, guest = self._find(guest_id)
        if guest.joined_at is not None:
            raise TransitionError(f"guest {guest_id}", "one who is being called", "one who is there")
        self._core.note(GuestJoined(at=now, call_id=call.call_id, guest_id=guest_id, operator_id=guest.operator_id))
        if guest.kind is GuestKind.SUPERVISOR and call.help_wanted_at is not None:
            self._end_help(now, call, Party.SUPERVISOR, guest.asked_by)

    def left(self, now: float, guest_id: str, how: GuestEnd, reason: str = "") -> None:
        """The guest hung up, did not take the call, or is sent away; who is left goes on talking."""
        call, guest = self._find(guest_id)
        self._note_left(now, call, guest, how, reason)
        if call.state is CallState.OUTSIDE:
            self._outside_over(now, call, guest)
        elif guest.part is Part.CONSULT:
            self._resume(now, call)

    def _note_left(self, now: float, call: Call, guest: Guest, how: GuestEnd, reason: str = "") -> None:
        self._core.note(
            GuestLeft(
                at=now,
                call_id=call.call_id,
                guest_id=guest.guest_id,
                operator_id=guest.operator_id,
                how=how,
                spoke_s=0.0 if guest.joined_at is None else now - guest.joined_at,
                reason=reason,
            )
        )

    def _outside_over(self, now: float, call: Call, guest: Guest) -> None:
        """The outside party is gone: after a talk the call is over, otherwise the caller is first in line again."""
        if any(one.joined_at is not None for one in call.guests.values()):
            return
        if guest.joined_at is not None:
            self._conversation.end(now, call, Party.SYSTEM, "outside_party_left", None)
        elif not call.guests:
            self._core.note(CallRequeued(at=now, call_id=call.call_id, queue=call.queue, from_operator=""))

    def _resume(self, now: float, call: Call) -> None:
        if call.state is CallState.HOLD:
            self._core.note(CallResumed(at=now, call_id=call.call_id, operator_id=call.operator_id, by=Party.OPERATOR))

    def three_way(self, now: float, call_id: str, by: str) -> None:
        """The one consulted joins the conversation with the caller."""
        call = self._conversation.talking(call_id)
        self._note_part(now, call, self._answered(call, Part.CONSULT), Part.THREE_WAY, by)
        self._resume(now, call)

    def refuse_consulting(self, call_id: str) -> None:
        """Refuse what cannot be done while somebody is consulted."""
        call = self._conversation.talking(call_id)
        consulted = self._consulted(call)
        if consulted is not None:
            raise TransitionError(f"call {call_id}", "no consultation under way", f"one with {_shown(consulted)}")

    # --- passing the caller on -------------------------------------------------------------------------------

    def complete(self, now: float, call_id: str) -> None:
        """The caller stays with the guest, and the operator leaves."""
        call = self._conversation.talking(call_id)
        self._give(now, call, self._heir(call))

    def take_over(self, now: float, call_id: str, operator_id: str) -> None:
        """A supervisor who is in the call has it from now on."""
        call = self._conversation.talking(call_id)
        guest = next((one for one in call.guests.values() if one.operator_id == operator_id), None)
        if guest is None or guest.joined_at is None:
            raise TransitionError(f"call {call_id}", f"{operator_id} to be in it", "not in it")
        self._give(now, call, guest)

    def pass_out(self, now: float, call_id: str, wish: Invitation) -> None:
        """Send the caller to an outside number without waiting; the operator leaves at once."""
        call = self._conversation.talking(call_id)
        self.refuse_consulting(call_id)
        self._send_all_away(now, call)
        giver = call.operator_id
        self._conversation.operator_leaves(now, call)
        guest_id = self._call_in(now, call, wish, GuestKind.OUTSIDE, "")
        self._core.note(CallPassedOut(at=now, call_id=call_id, guest_id=guest_id, from_operator=giver))

    def _heir(self, call: Call) -> Guest:
        """Who gets the caller: the one consulted, else the one who joined last."""
        if any(one.part is Part.CONSULT for one in call.guests.values()):
            return self._answered(call, Part.CONSULT)
        return self._answered(call, Part.THREE_WAY)

    def _give(self, now: float, call: Call, guest: Guest) -> None:
        giver = call.operator_id
        if call.help_wanted_at is not None:
            self._end_help(now, call, Party.SYSTEM, "")
        stays = {Part.THREE_WAY} if guest.kind is GuestKind.OUTSIDE else set(Part) - {Part.CONSULT}
        for other in [one for one in call.guests.values() if one is not guest and one.part not in stays]:
            self._note_left(now, call, other, GuestEnd.DROPPED)
        self._conversation.operator_leaves(now, call)
        if guest.kind is GuestKind.OUTSIDE:
            if guest.part is Part.CONSULT:
                self._note_part(now, call, guest, Part.THREE_WAY, giver)
            self._core.note(CallPassedOut(at=now, call_id=call.call_id, guest_id=guest.guest_id, from_operator=giver))
        else:
            self._core.note(
                CallHandedOver(
                    at=now,
                    call_id=call.call_id,
                    operator_id=guest.operator_id,
                    guest_id=guest.guest_id,
                    from_operator=giver,
                )
            )

    def goes_on_without(self, now: float, call_id: str) -> bool:
        """The operator hung up or lost the phone. Tells whether the caller stays with somebody, or in line."""
        call = self._state.calls.get(call_id)
        if call is None or call.state not in (CallState.TALKING, CallState.HOLD):
            return False
        there = [one for one in call.guests.values() if one.joined_at is not None]
        parts = (Part.CONSULT, Part.THREE_WAY, Part.BARGE)
        heirs = [one for part in parts for one in reversed(there) if one.part is part]
        if heirs:
            self._give(now, call, heirs[0])
            return True
        if self._consulted(call) is None:
            return False
        self._conversation.transfer(now, call_id, "", "")  # who hears music while somebody rings is not cut off
        return True

    # --- help ------------------------------------------------------------------------------------------------

    def ask_help(self, now: float, operator_id: str, note: str) -> None:
        """The operator wants a supervisor."""
        call = self._conversation.talking(self._state.operator(operator_id).call_id)
        if call.operator_id != operator_id or call.help_wanted_at is not None:
            raise TransitionError(f"operator {operator_id}", "a conversation without a request", "one already")
        self._core.note(AssistanceAsked(at=now, call_id=call.call_id, operator_id=operator_id, note=note))

    def end_help(self, now: float, call_id: str, by: Party, name: str) -> None:
        """The request is withdrawn, or a supervisor has seen to it."""
        call = self._state.call(call_id)
        if call.help_wanted_at is None:
            raise TransitionError(f"call {call_id}", "a request for help", "none")
        self._end_help(now, call, by, name)

    def _end_help(self, now: float, call: Call, by: Party, name: str) -> None:
        self._core.note(AssistanceEnded(at=now, call_id=call.call_id, operator_id=call.operator_id, by=by, name=name))

    # --- inside ----------------------------------------------------------------------------------------------

    def _find(self, guest_id: str) -> tuple[Call, Guest]:
        call = self._state.calls.get(guest_id.rpartition("-")[0])
        guest = call.guests.get(guest_id) if call else None
        if call is None or guest is None:
            raise TransitionError(f"guest {guest_id}", "somebody in a call", "nobody (the call may have just ended)")
        return call, guest

    def _consulted(self, call: Call) -> Guest | None:
        return next((one for one in call.guests.values() if one.part is Part.CONSULT), None)

    def _answered(self, call: Call, part: Part) -> Guest:
        fit = [one for one in call.guests.values() if one.part is part]
        there = [one for one in fit if one.joined_at is not None]
        if not there:
            found = f"{_shown(fit[0])}, who has not answered" if fit else "nobody"
            raise TransitionError(f"call {call.call_id}", f"somebody in it to {part}", found)
        return there[-1]

    def _send_all_away(self, now: float, call: Call) -> None:
        if call.help_wanted_at is not None:
            self._end_help(now, call, Party.SYSTEM, "")
        for one in list(call.guests.values()):
            self._note_left(now, call, one, GuestEnd.CALL_OVER)


def _shown(guest: Guest) -> str:
    return guest.operator_id or guest.name or "an outside number"


def _doing(operator: Operator) -> str:
    if not operator.reachable:
        return "a phone that is not there"
    return str(
        operator.line
        if operator.line is not LineState.IDLE or operator.status is OperatorStatus.READY
        else operator.status
    )
