"""Whose definitions of the figures are in force: the city profile's, or the site's own."""

from callcenter.decode import decode
from callcenter.profiles import load_profile
from callcenter.settings import Settings
from queueing.figures import FigureChoice


def figure_choice(settings: Settings) -> FigureChoice:
    """What counts here.

    Raises:
        ProfileError: the city's profile cannot be used.

    """
    keys = settings.figures
    if keys.source == "profile":
        return load_profile(settings.site.city).definitions
    return decode(FigureChoice, keys.model_dump(exclude={"source"}, mode="json"))
