"""The ticket engine: commands and the time go in, facts come out; a ticket is the fold of its facts. Pure."""
