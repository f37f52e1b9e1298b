"""Pages that answer 200 and say that there is no such page."""

from __future__ import annotations

import re

from pipelines.body import Paragraph, Reading, Table

_SAYS_MISSING = re.compile(
    r"页面(不存在|没有找到|未找到|已删除|无法访问|丢失)|(访问|查看|浏览|请求)的(页面|内容|文章|信息|网页|资源)"
    r"(不存在|已删除|已被删除|未找到|找不到|暂时无法访问)|404notfound|找不到(该|此|您)?.{0,6}(页面|网页|文件)"
    r"|(文章|信息|内容)(不存在|已被?删除|已下线)(?![的数\d])|pagenotfound|对不起.{0,12}(不存在|已删除|无法访问)",
    re.IGNORECASE,
)
SHORT = 200
"""Characters: an error page says little else; a report that mentions a deleted page says much."""


def says_missing(reading: Reading) -> bool:
    """Return whether this page only says that the page asked for is gone; 申请信息不存在 is what a report says."""
    if any(isinstance(block, Table) for block in reading.blocks):
        return False
    paragraphs = [block.text for block in reading.blocks if isinstance(block, Paragraph)]
    if sum(map(len, paragraphs)) > SHORT:
        return False
    lines = [
        re.sub(r"\s", "", line) for line in (*(title.text for title in reading.head.titles), *paragraphs)
    ]
    return any("申请" not in line and _SAYS_MISSING.search(line) for line in lines)
