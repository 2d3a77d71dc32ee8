"""The legs we call: softphones that ring together, outside numbers by a trunk; and how long they may ring."""

from collections.abc import Callable, Sequence
from functools import partial

from callcenter.telephony import sip_loop
from callcenter.telephony.described import Described
from callcenter.telephony.leg import Leg
from callcenter.telephony.ports import Dial, LegEnd, LegState, Ring
from callcenter.telephony.registrar import Registrar
from callcenter.telephony.sip_leg import Destination, Dialog, Outside
from callcenter.telephony.trunks import Route, Trunk, choose

NewDialog = Callable[[Leg], Dialog]
Finish = Callable[[Leg, LegEnd, int, str], None]


class Calling:
    """Owns the ring timers and decides nothing: whom to call, and for how long, stands in the order."""

    def __init__(
        self, described: Described, registrar: Registrar, trunks: Sequence[Trunk], new_dialog: NewDialog, finish: Finish
    ) -> None:
        self._described = described
        self._registrar = registrar
        self._trunks = trunks
        self._new_dialog = new_dialog
        self._finish = finish

    def begin(self, order: Ring | Dial, leg: Leg) -> None:
        """Call whom the order names; a call that cannot begin ends the leg with a reason."""
        if isinstance(order, Ring):
            self._ring(order, leg)
        else:
            self._dial(order, leg)

    def _ring(self, order: Ring, leg: Leg) -> None:
        """Send an INVITE to every phone of an account."""
        bindings = self._registrar.bindings(order.account)
        if not bindings:
            self._finish(leg, LegEnd.UNREACHABLE, 0, "")
            return
        offer = self._begin(leg, order.ring_s)
        for binding in bindings:
            shown = Destination(
                contact=binding.contact,
                address=binding.source,
                show_number=order.show_number,
                show_name=order.show_name,
            )
            self._new_dialog(leg).call(shown, offer)

    def _dial(self, order: Dial, leg: Leg) -> None:
        """Send an INVITE to an outside number, or refuse it with a reason."""
        route = choose(self._trunks, order.trunk, order.number)
        if isinstance(route, Route):
            leg.trunk = route.trunk
            self._send_out(order, route, leg)
        else:
            self._finish(leg, LegEnd.REJECTED, 0, route)

    def _send_out(self, order: Dial, route: Route, leg: Leg) -> None:
        offer = self._begin(leg, order.ring_s)
        way = route.way
        party = Outside(
            number=order.number,
            address=way.address,
            show_number=order.show_number or way.show_number,
            username=way.username,
            password=way.password,
        )
        self._new_dialog(leg).dial(party, offer)

    def _begin(self, leg: Leg, ring_s: float) -> str:
        self._described.open(leg)
        leg.ring_timer = sip_loop.after(ring_s, partial(self._over, leg))
        return self._described.offer(leg)

    def _over(self, leg: Leg) -> None:
        leg.ring_timer = None
        if leg.state is LegState.RINGING:
            self._finish(leg, LegEnd.NO_ANSWER if leg.said_ringing else LegEnd.UNREACHABLE, 408, "")

    def stop(self, leg: Leg) -> None:
        """Let a leg ring no longer against time."""
        if leg.ring_timer is not None:
            leg.ring_timer.cancel()
            leg.ring_timer = None
