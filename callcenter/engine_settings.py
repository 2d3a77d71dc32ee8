"""Which recogniser hears, and where it is: what live recognition and the second pass ask alike."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from asr.addresses import server_name
from asr.recognizer import RecognizerError
from callcenter.setting_types import Section


def _server(text: str) -> str:
    try:
        server_name(text)
    except RecognizerError as fault:
        raise ValueError(str(fault)) from None
    return text


class EngineChoice(Section):
    """An engine, with the model or the servers that it needs."""

    engine: Literal["vosk", "vosk-server", "sherpa-onnx"] = "vosk"
    model_path: str = ""
    servers: tuple[Annotated[str, AfterValidator(_server)], ...] = Field(
        default=(), max_length=64, description="of engine vosk-server: ws://HOST:PORT each"
    )

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if bool(self.servers) != (self.engine == "vosk-server"):
            found = f"engine {self.engine} and {len(self.servers)} servers"
            raise ValueError(f'servers: expected one or more with engine "vosk-server" and none without, found {found}')
        if self.engine == "sherpa-onnx" and not self.model_path:
            raise ValueError('model_path: expected the folder of a model beside engine "sherpa-onnx", found none')
        return self
