"""Tables of article 20 that the prose announces and the report does not print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.body import Block, Paragraph, Table
from pipelines.prose.furniture import is_caption
from pipelines.prose.outline import squeezed
from pipelines.prose.prose_lines import Used
from pipelines.report import Anomaly

LABELS = {
    "一": re.compile(r"规章|规范性文件"),
    "五": re.compile(r"行政许可|其他对外管理服务"),
    "六": re.compile(r"行政处罚|行政强制"),
    "八": re.compile(r"行政事业性收费"),
    "九": re.compile(r"政府集中采购"),
}
"""Items of article 20 that the formats have a table for, with the labels of its rows."""

_ANNOUNCES = re.compile(r"下表|附表|以下表格|表格如下|如表|下列表格|见表")
_ITEMS = re.compile(r"[（(]([一二三四五六七八九十]{1,3})[)）]")
_ARTICLE = re.compile(r"(?:二十|20|２０)\s*条")


def announced_missing(blocks: Sequence[Block], used: Used) -> Anomaly | None:
    """Return the doubt that a table announced in prose is not there; only where some of them are."""
    announcing = [(sentence, items) for sentence in _sentences(blocks) if (items := _announced(sentence))]
    printed = _printed(blocks, used) if announcing else set()
    for sentence, items in announcing if printed else ():
        missing = [item for item in items if item not in printed]
        if missing:
            names = "、".join(f"第（{item}）项" for item in missing)
            return Anomaly("announced_table_missing", "warning", f"正文称“{sentence[:60]}”,但无{names}表")
    return None


def _sentences(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph) and _ARTICLE.search(block.text):
            yield from re.split(r"[。；;]", squeezed(block.text))


def _announced(sentence: str) -> list[str]:
    if not _ANNOUNCES.search(sentence):
        return []
    return [item for item in _ITEMS.findall(sentence) if item in LABELS]


def _printed(blocks: Sequence[Block], used: Used) -> set[str]:
    printed: set[str] = set()
    for block in blocks:
        if isinstance(block, Paragraph):
            if is_caption(block.text):
                printed.update(_ITEMS.findall(block.text))
        elif (block.capture, block.block) in used:
            printed.update(_items_of(block))
    return printed


def _items_of(table: Table) -> Iterator[str]:
    for row in table.grid:
        texts = [squeezed(cell.text) for cell in row if cell]
        for text in texts:
            if _ARTICLE.search(text):
                yield from _ITEMS.findall(text)
        for item, label in LABELS.items():
            if any(label.match(text) for text in texts[:2]):
                yield item
