"""docs/http.md: each method and path stands there once."""

import re
from collections import Counter
from pathlib import Path

_ROW = re.compile(r"^\| ([A-Z, ]+) `(/api/v1/[^?` ]*)")


def test_no_route_is_described_twice() -> None:
    text = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
    rows = [found.groups() for line in text.splitlines() if (found := _ROW.match(line))]
    assert len(rows) > 100
    assert [row for row, times in Counter(rows).items() if times > 1] == []
