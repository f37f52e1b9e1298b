"""The archive's way out: captures and documents by their places, or all that files hold."""

from archive.captures import captures, read_capture
from archive.documents import Visit, dated_visits, documents, read_document, visits
from archive.files import from_files

__all__ = [
    "Visit",
    "captures",
    "dated_visits",
    "documents",
    "from_files",
    "read_capture",
    "read_document",
    "visits",
]
