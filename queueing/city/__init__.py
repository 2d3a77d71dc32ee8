"""A city as data, and what in it contradicts itself."""
