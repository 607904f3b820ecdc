"""PDFium keeps state of its own and may be entered by one thread at a time."""

import threading

PDFIUM = threading.Lock()
"""Held by whoever draws pages, the window and the checks alike."""
