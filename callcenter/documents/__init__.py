"""Documents as people print, sign and file them: one description, written as DOCX, XLSX, PDF, CSV or HTML."""
