"""Missed callers called back, guests and lists in the running service."""
