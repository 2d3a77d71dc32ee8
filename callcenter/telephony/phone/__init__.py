"""Simulated phones for drills, demos and the dial probe, built on pyVoIP 1.6.8 by subclassing.

pyVoIP 1.6.8 gives the phone its message parser, the text of its messages and SDP, its account, call and RTP objects and
their states. It cannot hold a call with another product as it is; what each subclass replaces, and why, is written on
that class: `Message`, `Signalling`, `Sound`, `PhoneCall`, `Phone`. In short: its three threads a call and 10 ms polling
(one thread drives all phones here), its transactions (it has none), dialogs and ACKs, its 8-bit sound, its unbounded
buffers, its drifting sender, its one second before each answer. The figures are in docs/decisions/0008-phone.md.
"""

from callcenter.telephony.phone.call import PhoneCall
from callcenter.telephony.phone.events import (
    Answered,
    CallFigures,
    Ended,
    EndedBy,
    EndReason,
    Incoming,
    PhoneEvent,
    Registration,
    Ringing,
)
from callcenter.telephony.phone.loop import PhoneLoop, PhoneLoopError
from callcenter.telephony.phone.phone import Manner, Phone, PhoneAccount
from callcenter.telephony.phone.sound import Heard

__all__ = [
    "Answered",
    "CallFigures",
    "EndReason",
    "Ended",
    "EndedBy",
    "Heard",
    "Incoming",
    "Manner",
    "Phone",
    "PhoneAccount",
    "PhoneCall",
    "PhoneEvent",
    "PhoneLoop",
    "PhoneLoopError",
    "Registration",
    "Ringing",
]
