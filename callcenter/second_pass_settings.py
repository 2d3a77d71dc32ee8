"""Settings of the second pass: what hears calls again, where, and how much it may take."""

from pathlib import Path

from pydantic import Field, model_validator

from callcenter.engine_settings import EngineChoice


class SecondPass(EngineChoice):
    """Calls heard again after they are over."""

    enabled: bool = Field(default=False, description="hear calls again after they are over")
    model_path: str = Field(default="", description="folder of the stronger model; empty: that of the live recognisers")
    workers: int = Field(default=1, ge=0, le=64, description="calls heard at once on this machine; 0: elsewhere only")
    attempts: int = Field(default=5, ge=1, le=100, description="tries before a call waits for somebody to look")
    retry_s: float = Field(default=30.0, gt=0.0, le=86_400.0, description="before the second try; doubles each time")
    lease_s: float = Field(default=60.0, ge=1.0, le=3600.0, description="a worker silent for so long loses its call")
    still_s: float = Field(default=60.0, ge=1.0, le=3600.0, description="a recogniser without progress is ended")
    least_s: float = Field(default=3.0, ge=0.0, le=3600.0, description="shorter recordings are left alone")
    catch_up_h: float = Field(default=24.0, ge=0.0, le=8760.0, description="calls this old are still heard again")
    most_legs: int = Field(default=8, ge=0, le=100_000, description="more legs heard live: second passes pause")
    desk_url: str = Field(
        default="", pattern=r"^(https?://[^\s/?#]+)?$", description="a worker elsewhere takes recordings from here"
    )
    desk_token_file: str = Field(default="", description="file with a token of role recogniser, for desk_url")

    @model_validator(mode="after")
    def _fits(self) -> "SecondPass":
        if bool(self.desk_url) != bool(self.desk_token_file):
            raise ValueError("desk_token_file: expected it together with desk_url, found one of them")
        return self

    def token(self) -> str:
        """The token for `desk_url`.

        Raises:
            OSError: its file cannot be read.
        """
        return Path(self.desk_token_file).read_text("utf-8").strip()
