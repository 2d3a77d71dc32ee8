"""What a PDF from outside is: whether it opens, how many pages, whether it carries more than pages."""

from dataclasses import dataclass
from threading import Lock

import pypdfium2
from pypdfium2 import raw

_ONE_AT_A_TIME = Lock()  # pdfium is not thread-safe


class UnreadablePdfError(Exception):
    """It is no PDF that opens without a password; says what stands in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """`active`: scripts and attached files, which a scan has none of."""

    pages: int
    active: int


def read_pdf(body: bytes) -> PdfFacts:
    """Open a PDF and look; nothing in it is run.

    Raises:
        UnreadablePdfError: it does not open.

    """
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as fault:
            raise UnreadablePdfError(str(fault)) from None
        try:
            scripts = max(0, raw.FPDFDoc_GetJavaScriptActionCount(document))
            return PdfFacts(pages=len(document), active=scripts + max(0, raw.FPDFDoc_GetAttachmentCount(document)))
        finally:
            document.close()
