"""The web's stage, with a person of every role."""

from tests.service.web.every_role import peopled, stage

__all__ = ["peopled", "stage"]  # the fixtures
