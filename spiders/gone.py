"""Error pages sent as if all were well (soft 404s): those that say so, and the home page in another's place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from scrapy.http import Response

_WHAT = r"(?:页面|网页|文章|信息|内容|资源|栏目|文件|地址|网址|链接|该页|此页|数据|记录)"
_GONE = (
    r"(?:(?:可能|已经|或者?)*(?:不存在|未找到|没有找到|没找到|找不到|无法(?:找到|显示|打开|访问)|走丢|飞走|丢失|消失"
    r"|失效|过期|已?(?:经)?被?(?:删除|移除|移走|移动|下线|下架|撤销|屏蔽|关闭)))"
)
_SAYS_GONE = re.compile(
    rf"(?:访问|请求|查看|浏览|查找|要找|打开|您要|你要)的?.{{0,4}}?{_WHAT}.{{0,10}}?{_GONE}"
    rf"|(?:该|此|本|^|[，,!！。:：\s]){_WHAT}(?:暂时)?{_GONE}"
    rf"|(?:找不到|无法找到|没有找到|未找到)(?:了|您|你|该|此|相关|指定|所?请求的|要?访问的)*{_WHAT}"
    r"|(?:page|file|object|resource|url)\b.{0,30}?\b(?:not found|(?:doesn.?t|does not) exist)"
    r"|404\W{0,3}(?:not found|error|错误|页面)"
    r"|^\W*not found\W*$",
    re.IGNORECASE,
)
_CALLED_GONE = re.compile(
    r"\W*(?:http\W*)?(?:error\W*)?(?:40[34]|410)\b.{0,30}"
    r"|\W*(?:404|出错|错误|error|系统提示|信息提示|提示信息|错误提示|not found)(?:页面?|信息|了|啦|提示)?\W*",
    re.IGNORECASE,
)
_LONGEST_SAYING = 120
_MOST_PROSE = 300
_MOST_FIGURES = 10
_HOME = re.compile(r"/*(?:(?:index|default|main|home)\.\w{1,5})?", re.IGNORECASE)


def says_gone(names: Iterable[str], sayings: Sequence[str], *, prose: int) -> bool:
    """Return whether a page says that there is none.

    `names` are what it calls itself, `sayings` its texts outside links, `prose` the characters of its running text.
    A report says 信息不存在 too, in a table of figures.
    """
    if prose > _MOST_PROSE or sum(map(str.isdecimal, sayings)) >= _MOST_FIGURES:
        return False
    return any(_CALLED_GONE.fullmatch(name) or _says(name) for name in names) or any(map(_says, sayings))


def _says(text: str) -> bool:
    return len(text) <= _LONGEST_SAYING and bool(_SAYS_GONE.search(text))


def strayed(response: Response) -> bool:
    """Return whether a redirect led from some page to a home page, as portals answer for pages they do not have."""
    asked = response.meta.get("redirect_urls", ())
    return bool(asked) and _is_home(response.url) and not _is_home(asked[0])


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_HOME.fullmatch(parts.path)) and not parts.query
