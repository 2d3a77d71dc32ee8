"""Calendars, office hours, limits, clocks and deadlines: when something is due."""
