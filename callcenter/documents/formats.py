"""The formats there are, their media types, and the one way to write a document in any of them."""

from enum import StrEnum

from callcenter.documents.as_csv import Encoding, as_csv
from callcenter.documents.as_html import as_html
from callcenter.documents.document import Document


class Format(StrEnum):
    """What can be asked for."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"
    CSV_GB18030 = "csv-gb18030"
    HTML = "html"

    @property
    def ending(self) -> str:
        """A file's name ends so."""
        return "csv" if self is Format.CSV_GB18030 else self.value

    @property
    def media(self) -> str:
        """The media type."""
        return _MEDIA[self]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA = {
    Format.DOCX: f"{_OFFICE}wordprocessingml.document",
    Format.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.CSV: "text/csv; charset=utf-8",
    Format.CSV_GB18030: "text/csv; charset=gb18030",
    Format.HTML: "text/html; charset=utf-8",
}
EVERY_MEDIA = ", ".join(dict.fromkeys(media.partition(";")[0] for media in _MEDIA.values()))


def write(document: Document, form: Format) -> bytes:
    """Write a document; the libraries of a format are loaded when it is first asked for."""
    match form:
        case Format.DOCX:
            from callcenter.documents.as_docx import as_docx  # noqa: PLC0415 - 0.3 s of import

            return as_docx(document)
        case Format.XLSX:
            from callcenter.documents.as_xlsx import as_xlsx  # noqa: PLC0415 - 0.3 s of import

            return as_xlsx(document)
        case Format.PDF:
            from callcenter.documents.as_pdf import as_pdf  # noqa: PLC0415 - 0.6 s of import

            return as_pdf(document)
        case Format.CSV:
            return as_csv(document)
        case Format.CSV_GB18030:
            return as_csv(document, Encoding.GB18030)
        case Format.HTML:
            return as_html(document)
