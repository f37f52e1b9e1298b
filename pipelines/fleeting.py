"""Lines in a report's text that change by themselves: visits counted, today's date, what the site puts around."""

from __future__ import annotations

import re

_LONGEST = 80
_COUNTED = re.compile(
    r"(?=\D*\d)(?=.*(?:浏览|点击|阅读|访问|访客|人气|热度|在线|点赞|下载|转发))"
    r"[浏览点击阅读访问客人气热度在线赞下载转发评论收藏文章信息网站页面次数量率本该此已被有您是第总今日昨天月当前目累计共位到\d:：\[\]()（）【】,，.+|/_-]+"
)
"""Built of single characters: words that can be divided in several ways would take exponential time to fail."""
_TODAY = re.compile(
    r"(?:今天是|今天|今日|现在是?|当前|北京|系统|服务器)(?:日期|时间)?[:：]?[12]\d{3}[-年/.].{0,50}|"
    r"[12]\d{3}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:星期|周)[一二三四五六日天].{0,30}|"
    r"(?:最后|最近|最新|页面|网页|本页|数据){0,3}(?:更新|修改|访问|生成)(?:时间|日期|于)?[:：]?"
    r"[12]\d{3}[-年/.][-\d年月日/.: ]*|"
    r"天气[:：].{0,40}"
)


def is_fleeting(line: str) -> bool:
    """Tell whether a line says nothing of the report's own: a counter, the day, tools, links to its neighbours."""
    if len(line) > _LONGEST or "。" in line:
        return False
    from pipelines.reading.boilerplate import is_tail  # noqa: PLC0415 - loads all readers, which commands do without

    bare = "".join(line.split())
    return bool(_COUNTED.fullmatch(bare) or _TODAY.fullmatch(bare) or is_tail(bare))
