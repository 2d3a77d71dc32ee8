"""Scans as units send them back: PDFs of blank pages, and what is none."""

from functools import cache

from fpdf import FPDF
from fpdf.enums import AccessPermission


@cache
def scan(*, pages: int = 1, script: bool = False, locked: bool = False) -> bytes:
    """A PDF written by hand, so that it may also have no page, or run something."""
    if locked:
        return _locked()
    kids = " ".join(f"{3 + at} 0 R" for at in range(pages))
    names = "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>" if script else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {names} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages,
    ]
    return _file(objects)


def _file(objects: list[str]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()


def _locked() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_encryption(owner_password="o", user_password="u", permissions=AccessPermission.none())
    return bytes(made.output())
