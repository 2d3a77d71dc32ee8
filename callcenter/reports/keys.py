"""`[reports]`: which reports make themselves."""

from typing import Annotated, Literal

from pydantic import Field

from callcenter.setting_types import Section

Name = Literal[
    "daily", "bulletin", "monthly", "ranking", "quarterly", "yearly", "six-up", "hot", "supervision", "media"
]
FormatName = Literal["docx", "xlsx", "pdf", "csv", "csv-gb18030", "html"]


class ReportKeys(Section):
    """Reports that make themselves on working days, for the periods that ended since the working day before."""

    at: Annotated[str, Field(pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d$")] = ""
    names: tuple[Name, ...] = ("daily", "monthly")
    formats: tuple[FormatName, ...] = ("docx", "pdf")
