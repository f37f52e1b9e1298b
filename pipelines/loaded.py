"""All that reads a report, loaded with the lists that it looks into: for a process that readers are forked from.

A reader is then there in milliseconds, and the lists are in memory once for all of them.
"""

from pipelines import schema as _schema
from pipelines import store as _store  # noqa: F401 - loaded, as the next
from pipelines.identity import divisions as _divisions
from pipelines.parse import parser as _parser
from pipelines.reading import html as _html  # noqa: F401

_divisions.load()
_parser(by_ocr=False)
_schema.load()
