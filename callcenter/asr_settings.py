"""Settings of recognition: which engine, where it is, how much it may take."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from asr.addresses import server_name
from asr.recognizer import RecognizerError
from callcenter.second_pass_settings import SecondPass
from callcenter.setting_types import Ip, Section


def _server(text: str) -> str:
    try:
        server_name(text)
    except RecognizerError as fault:
        raise ValueError(str(fault)) from None
    return text


class Asr(Section):
    """Recognition."""

    engine: Literal["vosk", "vosk-server", "sherpa-onnx"] = "vosk"
    model_path: str = Field(default="", description="empty: the chosen one (callcenter model use), else the demo model")
    models_dir: str = "var/models"
    workers: int = Field(default=1, ge=0, le=64, description="recogniser processes; 0: record only")
    servers: tuple[Annotated[str, AfterValidator(_server)], ...] = Field(
        default=(), max_length=64, description="of engine vosk-server: ws://HOST:PORT each"
    )
    worker_memory_mb: int = Field(default=1500, ge=100, le=200_000, description="above it a process is replaced")
    rtp_ip: Ip = "127.0.0.1"
    second_pass: SecondPass = SecondPass()
    keep_corrections: bool = Field(default=False, description="keep what people write down as really said")

    @model_validator(mode="after")
    def _fits(self) -> "Asr":
        if bool(self.servers) != (self.engine == "vosk-server"):
            found = f"engine {self.engine} and {len(self.servers)} servers"
            raise ValueError(f'servers: expected one or more with engine "vosk-server" and none without, found {found}')
        if self.engine == "sherpa-onnx" and not self.model_path:
            raise ValueError('model_path: expected the folder of a model beside engine "sherpa-onnx", found none')
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
