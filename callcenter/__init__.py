"""The service: adapters that connect the rules, the recogniser and the screens to phones, database and browsers."""

__version__ = "0.1.0"
