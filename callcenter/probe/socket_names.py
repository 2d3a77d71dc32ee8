"""Where the probes' process and the service meet, and how long either waits for the other."""

PROBE_SOCKET = "probe.sock"
MAX_LINE_BYTES = 64 * 1024
