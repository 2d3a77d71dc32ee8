"""Which leg belongs to which call, and on which side."""

from collections.abc import Mapping

from queueing.desk.state import Call


class LegBook:
    """Owns the map between legs and calls. A call has one caller leg and at most one operator leg at a time."""

    def __init__(self) -> None:
        self._call_of: dict[str, str] = {}
        self._caller: dict[str, str] = {}
        self._operator: dict[str, str] = {}

    def add_caller(self, call_id: str, leg_id: str) -> None:
        """Tie a caller's leg to its call."""
        self._call_of[leg_id] = call_id
        self._caller[call_id] = leg_id

    def add_operator(self, call_id: str, leg_id: str) -> None:
        """Tie the leg of the operator now rung to the call; an earlier operator's leg is no longer the call's."""
        self._call_of[leg_id] = call_id
        self._operator[call_id] = leg_id

    def add_guest(self, call_id: str, leg_id: str) -> None:
        """Tie the leg of somebody else to the call."""
        self._call_of[leg_id] = call_id

    def caller(self, call_id: str) -> str:
        """The caller's leg, '' when unknown."""
        return self._caller.get(call_id, "")

    def operator(self, call_id: str) -> str:
        """The operator's leg, '' when there is none."""
        return self._operator.get(call_id, "")

    def find(self, leg_id: str) -> tuple[str, bool]:
        """The leg's call ('' when unknown) and whether it is the caller's side."""
        call_id = self._call_of.get(leg_id, "")
        return call_id, self._caller.get(call_id) == leg_id

    def forget(self, leg_id: str) -> tuple[str, bool]:
        """Drop an ended leg; answers as `find` did before."""
        call_id, is_caller = self.find(leg_id)
        self._call_of.pop(leg_id, None)
        if self._operator.get(call_id) == leg_id:
            del self._operator[call_id]
        return call_id, is_caller

    def close(self, call_id: str) -> tuple[str, ...]:
        """Drop a call; answers the legs it still had."""
        self._caller.pop(call_id, None)
        self._operator.pop(call_id, None)
        legs = tuple(leg for leg, owner in self._call_of.items() if owner == call_id)
        for leg in legs:
            del self._call_of[leg]
        return legs

    def recall(self, calls: Mapping[str, Call]) -> None:
        """Take in what the ledger knows: so the end of a leg that came while the service was away finds its call."""
        for call in calls.values():
            if call.leg_id and call.call_id not in self._caller:
                self.add_caller(call.call_id, call.leg_id)
            if call.offer_id and call.call_id not in self._operator:
                self.add_operator(call.call_id, call.offer_id)
            for guest_id in call.guests:
                self.add_guest(call.call_id, guest_id)
            if call.show_phone is not None:
                self.add_guest(call.call_id, call.show_phone.leg_id)

    def learn(self, leg_id: str, call_id: str, calls: Mapping[str, Call]) -> None:
        """Take in a leg telephony reports after a restart of the service: an offer's id names an operator's leg."""
        call = calls.get(call_id)
        if call is None or leg_id in self._call_of:
            return
        if leg_id.startswith(f"{call_id}-"):
            self.add_operator(call_id, leg_id)
        else:
            self.add_caller(call_id, leg_id)
