"""The only import of pyVoIP 1.6.8: the classes our phone is built on, brought in the one order that works."""

import warnings

with warnings.catch_warnings():
    # audioop, which pyVoIP imports for 8-bit sound we do not use, says at import that Python 3.13 drops it
    warnings.simplefilter("ignore", DeprecationWarning)
    # isort: off
    from pyVoIP.VoIP import CallState, VoIPCall, VoIPPhone  # must come before pyVoIP.SIP: its imports are a circle
    from pyVoIP.RTP import PayloadType, RTPClient, RTPProtocol, TransmitType
    from pyVoIP.SIP import SIPClient, SIPMessage, SIPMessageType, SIPParseError, SIPStatus
    from pyVoIP.VoIP.status import PhoneStatus
    # isort: on

__all__ = [
    "CallState",
    "PayloadType",
    "PhoneStatus",
    "RTPClient",
    "RTPProtocol",
    "SIPClient",
    "SIPMessage",
    "SIPMessageType",
    "SIPParseError",
    "SIPStatus",
    "TransmitType",
    "VoIPCall",
    "VoIPPhone",
]
