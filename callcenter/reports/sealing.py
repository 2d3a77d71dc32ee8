"""What may be kept as the sealed scan of a report."""

from callcenter.documents.pdf_reading import UnreadablePdfError, read_pdf
from callcenter.reports.catalogue import KINDS, ReportError
from callcenter.store.reports import FORM, ReportRow

PDF_MARK = b"%PDF-"
MOST_SEALED_BYTES = 30_000_000
MOST_PAGES = 50  # a form of a hundred matters prints on some twenty


def check_scan(row: ReportRow, body: bytes) -> int:
    """Return its pages; the number printed on a scan is a picture and cannot be compared.

    Raises:
        ReportError: this kind of report is not sealed, or no scan of some pages came.

    """
    if row.name != FORM:
        raise ReportError(f"sealed scan: expected one of a {KINDS[FORM].zh}, found a {KINDS[row.name].zh}")
    if not body.startswith(PDF_MARK):
        raise ReportError(f"sealed scan: expected a PDF, found {body[:8]!r}")
    if len(body) > MOST_SEALED_BYTES:
        raise ReportError(f"sealed scan: expected at most {MOST_SEALED_BYTES} bytes, found {len(body)}")
    try:
        found = read_pdf(body)
    except UnreadablePdfError as fault:
        raise ReportError(f"sealed scan: expected a PDF that opens, found one that does not: {fault}") from None
    if not 1 <= found.pages <= MOST_PAGES:
        raise ReportError(f"sealed scan: expected 1 to {MOST_PAGES} pages, found {found.pages}")
    if found.active:
        raise ReportError(f"sealed scan: expected pages only, found {found.active} scripts or attached files")
    return found.pages
