"""Item pipelines that pretend to parse."""

from __future__ import annotations

from crawler import worker
from crawler.parsing import ParsePipeline
from tests.crawler.pretending import pretend, read


class StandIn(ParsePipeline):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._read = read


class AtOnce(ParsePipeline):
    """Pretends without worker processes, as soon as a document is found."""

    def open_spider(self):
        self._take_all()

    def process_item(self, item):
        self._session.flush()
        self._take_all()
        return item

    async def close_spider(self):
        self._take_all()

    def _take_all(self):
        while document := self._session.documents.next_pending(()):
            self._settle(document, self._made(document))

    def _made(self, document):
        return pretend(self._session.terms.data_dir, document.captures)


class Within(AtOnce):
    """Parses and stores as workers do, without their processes."""

    def _made(self, document):
        return worker.read((self._session.terms.data_dir, document.captures), worker.SECONDS)
