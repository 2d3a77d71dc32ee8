"""Settings of recognition: which engine, where it is, how much it may take."""

from pathlib import Path

from pydantic import Field, model_validator

from asr.addresses import server_name
from callcenter.engine_settings import EngineChoice
from callcenter.second_pass_settings import SecondPass
from callcenter.setting_types import Ip


class Asr(EngineChoice):
    """Recognition."""

    model_path: str = Field(default="", description="empty: the chosen one (callcenter model use), else the demo model")
    models_dir: str = "var/models"
    workers: int = Field(default=1, ge=0, le=64, description="recogniser processes; 0: record only")
    worker_memory_mb: int = Field(default=1500, ge=100, le=200_000, description="above it a process is replaced")
    rtp_ip: Ip = "127.0.0.1"
    second_pass: SecondPass = SecondPass()
    keep_corrections: bool = Field(default=False, description="keep what people write down as really said")

    @model_validator(mode="after")
    def _fits(self) -> "Asr":
        names = [server_name(one) for one in self.servers]
        if len(set(names)) < len(names):
            raise ValueError(f"servers: expected each once, found {', '.join(names)}")
        return self

    @property
    def here(self) -> bool:
        """Whether the model is on this machine."""
        return self.engine != "vosk-server"


def model_folder(asr: Asr, demo: Path) -> Path:
    """The model in use: the configured one, else the demo model."""
    return Path(asr.model_path).resolve() if asr.model_path else demo
