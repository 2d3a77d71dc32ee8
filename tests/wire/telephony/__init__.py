"""The telephony process, driven through its real socket, called by real phones."""
