"""A tiny run of the trainer ends in a folder that the service's own adapter loads."""

import subprocess
import sys
from pathlib import Path

import pytest

from asr.models import check_model
from asr.vosk_engine import VoskEngine

for module in ("espeakng_loader", "kaldi_native_fbank"):
    pytest.importorskip(module, reason="the training extra is not installed")


@pytest.mark.timeout(600)
def test_a_smoke_run_makes_a_model_that_loads(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    command = [sys.executable, "-m", "asr.training", "--out", str(folder), "--seed", "3", "--smoke"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=580, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "held-out frames right" in done.stdout
    assert check_model(folder).rate_hz == 8000
    assert VoskEngine(folder).knows("阳光小区")
