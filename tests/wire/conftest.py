"""Wire tests run side by side by folder: each folder has addresses of its own, and its tests follow one another."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before the plug-in reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test the name of its folder as group, for `--dist loadgroup`."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE).parts[0]))
