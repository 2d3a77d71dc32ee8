"""Telephony: the process that talks SIP and RTP, and the service end of its socket."""
