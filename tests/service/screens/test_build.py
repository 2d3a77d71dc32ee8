"""Building the screens: which Node is fit, when there is nothing to do, and what a failure leaves behind."""

import sys
from pathlib import Path

import pytest

from dashboards import build


@pytest.mark.parametrize(
    ("version", "fit"),
    [
        ("v18.20.4", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v23.0.0", True),
        ("v24.19.0", True),
        ("", False),
        ("not a version", False),
    ],
)
def test_only_a_node_that_runs_vite_is_fit(version: str, fit: bool) -> None:
    assert build.fits(version) is fit


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A small folder of sources."""
    folder = tmp_path / "web"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "a.ts").write_text("1", encoding="utf-8")
    return folder


def test_the_stamp_follows_names_and_contents_but_not_installed_packages(web: Path) -> None:
    before = build.stamp(web)
    (web / "node_modules").mkdir()
    (web / "node_modules" / "x.js").write_text("x", encoding="utf-8")
    assert build.stamp(web) == before
    (web / "src" / "a.ts").write_text("2", encoding="utf-8")
    changed = build.stamp(web)
    (web / "src" / "a.ts").rename(web / "src" / "b.ts")
    assert len({before, changed, build.stamp(web)}) == 3


def test_screens_are_current_only_with_the_stamp_of_these_sources(web: Path, tmp_path: Path) -> None:
    static = tmp_path / "static"
    static.mkdir()
    assert not build.is_current(static, web)
    (static / build.STAMP).write_text(build.stamp(web) + "\n", encoding="utf-8")
    assert build.is_current(static, web)
    (web / "src" / "a.ts").write_text("2", encoding="utf-8")
    assert not build.is_current(static, web)


def test_skipping_is_said_and_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALLCENTER_SKIP_WEB", "1")
    assert build.main([]) == 0
    assert "CALLCENTER_SKIP_WEB=1" in capsys.readouterr().out


def test_a_failed_build_names_the_step_and_leaves_the_old_screens(
    web: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, script in (("node", "echo v22.12.0"), ("npm", "echo no network; exit 7")):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    static = tmp_path / "static"
    static.mkdir()
    (static / "wall.html").write_text("old", encoding="utf-8")
    with pytest.raises(build.BuildError, match=r"npm ci failed \(exit code 7\)"):
        build.build(static, web)
    assert (static / "wall.html").read_text(encoding="utf-8") == "old"


def test_a_program_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    with pytest.raises(build.BuildError, match="trying: /nowhere/npm cannot be started"):
        build.run(["/nowhere/npm"], cwd=tmp_path, doing="trying")


def test_the_lines_of_a_step_are_passed_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build.run([sys.executable, "-c", "print('half way')"], cwd=tmp_path, doing="trying")
    assert "half way" in capsys.readouterr().out
