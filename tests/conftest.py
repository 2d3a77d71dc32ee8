"""What holds for every test."""

import os

from hypothesis import settings

# Time limits of single examples say how busy the machine is, not whether the code is right. A clone's tests choose the
# same examples every time; HYPOTHESIS_PROFILE=search looks for new ones, as is done before a release.
settings.register_profile("project", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))
