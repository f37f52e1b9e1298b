"""Lines that belong to the site, not to the article."""

from __future__ import annotations

import re

from pipelines.remembering import remembered

FOOTER = re.compile(
    r"版权所有|ICP备|(?:开|主)办\s*[:：]|公网安备|网站标识码|主办(?:单位|方)?\s*[:：]|承办(?:单位)?\s*[:：]|技术支持\s*[:：]|copyright|建议使用.{0,20}浏览器|"
    r"政府网站找错|您是第\s*\d+\s*位",
    re.IGNORECASE,
)
FOOTER_WORDS = re.compile(
    "版权所有|ICP|icp|开办|主办|承办|公网安备|网站标识码|技术支持|opyright|OPYRIGHT|建议使用|政府网站找错|您是第"
)
"""One of these stands in all that `FOOTER` finds; looking for them takes a tenth of the time."""

TAIL = re.compile(
    r"^[【\[（(▪·•◆■□>-]*\s*(?:(?:上|下|前|后)一(?:篇|条|则)|(?:责任)?编\s*辑|责\s*编|审\s*核|校\s*对|(?:初|复|终)审|(?:信息|文章|稿件)?来源|"
    r"相关(?:阅读|链接|文章|附件|新闻|信息|稿件)|附件(?:下载|列表)|分享到|扫一扫|作者|录入|浏览次数)\s*(?:[:：】\]]|$)|"
    r"^(?:扫一扫|扫码|您是第|打开微信)|^共\s*\d+\s*页\s*[:：]?"
)
TOOLS = re.compile(
    r"(?:[\s【】\[\]（()）|、/:：·+]|打印|关闭|返回|收藏|分享|推荐|字号|字体|回到|我要|纠错|下载|本页|窗口|此页|页面|本文|正文|顶部|首页|"
    r"列表|上级|上一级|到|大|中|小|微信|微博|新浪|腾讯|QQ|空间|好友|朋友圈|TOP)+",
    re.IGNORECASE,
)
PAGER = re.compile(
    r"(?:[\s【】\[\]（()）|<>«»‹›:：]|首页|尾页|末页|[上下](?:一)?页|第|共|页次|页|到|\d|\.|/)+"
)
SHORT_TAIL = re.compile(r"(?:友情链接|网站地图|网友评论|欢迎咨询)|最新\S{2,8}")
HEAD = re.compile(
    r"(?:发布|发文|成文|公开|生成|更新|录入|生效)(?:时间|日期)|^(?:日期|时间|来源|作者|浏览|点击|阅读|字号|字体|文号|索引号?|"
    r"发布(?:机构|单位)|信息来源)\s*[:：\d]|浏览(?:次数|量|人次)?\s*[:：]|点击(?:数|率|次数|量)?\s*[:：]|阅读(?:次数|量)?\s*[:：]|"
    r"^[12]\d{3}[-年/.]\d{1,2}[-月/.]\d{1,2}日?\s+\d{1,2}[:：时]\d{1,2}|"
    r"字(?:体|号)\s*[:：]?\s*[\[【(（]?\s*(?:大|小|特大)|^[\[【(（]?\s*(?:打印|关闭|收藏|分享|大\s*中\s*小)|扫一扫|分享到"
)
PLACE = re.compile(r"(?:您|你)?(?:当前|现在|所在|目前)?的?\s*位置是?\s*[:：]|^(?:返回)?首页\s*[>»›]")
SEPARATOR = re.compile(r"\s*(?:>+|»|›|＞|→|::|--+>)\s*")
CATALOGUE = re.compile(
    r"^(?:索\s*引\s*号|信息索引|发布机构|发文机关|发文字号|公开主体|责任部门|主题分类|体裁分类|信息分类|成文日期|发文日期|"
    r"发布(?:日期|时间)|公开日期|生成日期|组配分类|公开方式|公开范围|名\s*称|文\s*号|主题词|关键词|有效性|服务对象|生命周期)\s*[:：]?"
)


def is_footer(text: str) -> bool:
    """Tell whether a line is of the site's imprint."""
    return bool(FOOTER_WORDS.search(text) and FOOTER.search(text))


def is_tail(text: str) -> bool:
    """Tell whether a line is of what sites put below an article: neighbours, tools, credits, pager."""
    if is_tool(text) or SHORT_TAIL.fullmatch(text):
        return True
    return len(text) < 200 and bool(TAIL.match(text) or is_footer(text))


def is_tool(text: str) -> bool:
    """Tell whether a line holds nothing but tools or a pager: 打印 关闭, 上一页 [1] [2]."""
    tool = len(text) > 1 and TOOLS.fullmatch(text)
    return len(text) <= 60 and bool(tool or ("页" in text and PAGER.fullmatch(text)))


def is_head(text: str) -> bool:
    """Tell whether a line is of what sites put between title and text: date, source, tools, breadcrumb."""
    return len(text) < 200 and bool(HEAD.search(text) or is_place(text) or CATALOGUE.match(text))


def is_place(text: str) -> bool:
    """Tell whether a line says where on its site the page stands."""
    return ("位置" in text or "首页" in text) and bool(PLACE.search(text))


def is_catalogue(cells: list[str]) -> bool:
    """Tell whether a table is a catalogue entry (索引号, 发布机构, 发布日期), not part of the text."""
    return sum(map(_is_entry, cells)) >= 2


@remembered
def _is_entry(cell: str) -> bool:
    return bool(CATALOGUE.match(cell.strip("【】[] ")))
