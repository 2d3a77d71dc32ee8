"""A city's own words: gathered from its lists and tickets, spelled, and put into a recognition model."""
