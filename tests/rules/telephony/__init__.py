"""The pure parts of telephony."""
