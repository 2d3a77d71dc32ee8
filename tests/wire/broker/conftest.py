"""Fixtures of the broker tests."""

from broker_world import broker, logins, unused_port

__all__ = ["broker", "logins", "unused_port"]
