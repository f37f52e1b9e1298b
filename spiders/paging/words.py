"""The words of a pager: what its links and the text between them say."""

from __future__ import annotations

import re

Pattern = re.Pattern[str]

NUMBER = re.compile(r"^[\[【(（<]?\s*+(?:第\s*+)?(\d{1,4})(?:\s*+页)?\s*+[\]】)）>]?$")
NEXT = re.compile(
    r"^[\[【(（]?\s*+(?:[下后]一?[页頁个]\s*+[\d>＞»›→]*+|next(?: page)?\s*+[>»›→]*+|[>＞»›→]+"
    r"|(?:点击)?加载更多|load more)\s*+[\]】)）]?$",
    re.IGNORECASE,
)
LAST = re.compile(
    r"^[\[【(（]?\s*+(?:尾\s*+[页頁]|最?末[页頁]|最[后後]一?[页頁个]|last(?: page)?)\s*+[>＞»›|→]*+[\]】)）]?$",
    re.IGNORECASE,
)
FIRST = re.compile(
    r"^[\[【(（]?\s*+[|<＜«‹←]*+\s*+(?:首\s*+[页頁]|第一[页頁]?|最前页|first(?: page)?)\s*+[\]】)）]?$",
    re.IGNORECASE,
)
PREVIOUS = re.compile(
    r"^[\[【(（]?\s*+(?:[<＜«‹←]*+\s*+[上前]一?[页頁个]|[<«‹←]*+\s*+prev(?:ious)?(?: page)?|[<＜«‹←]+)\s*+[\]】)）]?$",
    re.IGNORECASE,
)
TURNING = re.compile(r"[上下前后]一?[页頁]|尾\s*+页|末页")
_TALK = re.compile(
    r"(?>(?:[\d\W_]|[共总合计有条筆笔记录数据篇项则当前显示第页頁次码面到至跳转前往确定每分全部信息文章上下一首尾末最后後个加载更多]"
    r"|go(?:to)?|next|prev(?:ious)?|first|last|pages?|of|total|load|more)*)",
    re.IGNORECASE,
)
LONGEST = 400
"""Characters of a pager's text: thirty numbers and the words around them."""


def is_turning(words: str) -> bool:
    """Return whether words say where to go in a list: to its next, previous or last page."""
    return len(words) < 20 and any(pattern.match(words) for pattern in (NEXT, PREVIOUS, LAST))


def is_pager_talk(text: str) -> bool:
    """Return whether a text consists of nothing but what pagers say."""
    return len(text) <= LONGEST and _TALK.fullmatch(text) is not None
