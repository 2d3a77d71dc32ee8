"""Settings of the lines: trunks, signalling, sound."""

from typing import Annotated

from pydantic import Field, model_validator

from callcenter.setting_types import Endpoint, EndpointOrNone, Ip, Name, Network, Section

Pattern = Annotated[str, Field(pattern=r"^\+?[0-9*#X]+\.?$")]


class Trunk(Section):
    """A connection to the network or a PBX, known by its address; with `out` it takes calls out too."""

    name: Name
    match: Annotated[tuple[Network, ...], Field(min_length=1)]
    out: EndpointOrNone = Field(default="", description="IP:PORT that takes calls; empty: no calls go out here")
    username: str = Field(default="", max_length=64, description="for the digest challenge of a call that goes out")
    password: str = Field(default="", max_length=128, repr=False)
    may_dial: tuple[Pattern, ...] = Field(default=(), description="numbers it may dial; none: nothing")
    show_number: Annotated[str, Field(pattern=r"^(|\+?[0-9]{1,20})$")] = Field(
        default="", description="the number the called party sees"
    )

    @model_validator(mode="after")
    def _goes_out(self) -> "Trunk":
        if not self.out and (self.username or self.may_dial):
            raise ValueError("expected `out`, the address calls go to, beside username or may_dial")
        if self.out and not self.may_dial:
            raise ValueError("expected may_dial, the numbers that may be dialled, beside `out`")
        return self


class Sip(Section):
    """Signalling."""

    listen: Endpoint = "127.0.0.1:5060"
    realm: str = Field(default="callcenter", min_length=1, max_length=64)
    user_agent: str = "callcenter"
    trunk: tuple[Trunk, ...] = (Trunk(name="local", match=("127.0.0.1",)),)


class Media(Section):
    """Sound: address and ports of RTP, below the kernel's own range at 32768."""

    ip: Ip = "127.0.0.1"
    port_min: int = Field(default=20000, ge=1024, le=32766)
    port_max: int = Field(default=29999, ge=1025, le=32767)
    timeout_s: float = Field(default=60.0, ge=5.0, le=3600.0)
    prompts_dir: str = Field(default="", description="empty: the prompts that come with the package")

    @model_validator(mode="after")
    def _range(self) -> "Media":
        if self.port_max - self.port_min < 7:
            raise ValueError(f"expected port_max at least 7 above port_min, found {self.port_min}..{self.port_max}")
        return self
