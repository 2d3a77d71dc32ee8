"""Somebody else in a conversation, as every screen shows them."""

from pydantic import BaseModel, ConfigDict, Field

from queueing.events import GuestKind, Part


class GuestView(BaseModel):
    """Somebody else in a conversation."""

    model_config = ConfigDict(frozen=True)

    guest_id: str
    kind: GuestKind
    part: Part
    present: bool = Field(description="false while they are being called")
    operator_id: str = ""
    number: str = ""
    name: str = ""
    since: float = Field(description="Unix seconds")
