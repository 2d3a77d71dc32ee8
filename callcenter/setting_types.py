"""What sections of the configuration are made of: names, numbers, addresses, and the base that refuses unknown keys."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def endpoint(text: str) -> str:
    """Pass on IP:PORT; anything else is refused."""
    host, sep, port = text.rpartition(":")
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        raise ValueError("expected IP:PORT, an address and a port") from None
    if not sep or not port.isdigit() or int(port) > 65535:
        raise ValueError("expected IP:PORT with a port of 0 to 65535")
    return text


def _endpoint_or_none(text: str) -> str:
    return endpoint(text) if text else text


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError("expected an IP address or CIDR such as 10.1.2.0/24") from None
    return text


def _ip(text: str) -> str:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise ValueError("expected an IP address") from None
    return text


Endpoint = Annotated[str, AfterValidator(endpoint)]
EndpointOrNone = Annotated[str, AfterValidator(_endpoint_or_none)]
Network = Annotated[str, AfterValidator(_network)]
Ip = Annotated[str, AfterValidator(_ip)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
Skill = Annotated[str, Field(pattern=r"^[^\s,;]{1,32}$")]
Number = Annotated[str, Field(pattern=r"^[0-9*#+]{1,20}$")]


class Section(BaseModel):
    """One table of the file: frozen, and without keys nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
