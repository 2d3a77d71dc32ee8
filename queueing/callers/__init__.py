"""Callers reached back or treated apart: missed calls, number lists, messages sent."""
