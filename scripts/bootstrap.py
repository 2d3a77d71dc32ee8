"""Make the virtual environment and put uv into it, also where Debian left ensurepip out (no python3-venv package).

Standard library only: it runs before anything is installed.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import urllib.request
import venv
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin

PIP_ON_PYPI = "https://pypi.org/pypi/pip/json"


def main(folder: Path) -> None:
    """Create `folder` as a virtual environment with uv."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this runs under whatever Python the machine has
        sys.exit(f"expected Python 3.11 or newer, found {sys.version.split()[0]} ({sys.executable})")
    with_pip = find_spec("ensurepip") is not None
    print(f"· making {folder}", flush=True)
    venv.create(folder, with_pip=with_pip, symlinks=True)
    python = str(folder / "bin" / "python")
    if with_pip:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        return
    print("· this Python comes without pip: getting pip from PyPI", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = _fetch_pip(Path(scratch))
        subprocess.run([python, f"{wheel}/pip", "install", "--quiet", "uv"], check=True)


def _fetch_pip(scratch: Path) -> Path:
    """Download pip's newest wheel and check it against the digest PyPI publishes."""
    with urllib.request.urlopen(PIP_ON_PYPI, timeout=60) as answer:
        files, answer_url = json.load(answer)["urls"], answer.url  # a mirror may answer with relative addresses
    chosen = next(one for one in files if one["packagetype"] == "bdist_wheel")
    with urllib.request.urlopen(urljoin(answer_url, chosen["url"]), timeout=120) as answer:
        content = answer.read()
    found = hashlib.sha256(content).hexdigest()
    if found != chosen["digests"]["sha256"]:
        sys.exit(f"pip: expected a wheel with SHA-256 {chosen['digests']['sha256']}, found {found}")
    path = scratch / chosen["filename"]
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except (OSError, subprocess.CalledProcessError) as fault:
        sys.exit(f"the environment could not be made: {fault}")
