"""Callers with the live show, and the lines to the studio."""
