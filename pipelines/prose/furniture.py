"""Lines around a report's prose that are not part of it: title and date lines, breadcrumbs, pagers, table captions."""

from __future__ import annotations

import re

from pipelines.prose.outline import squeezed

_CAPTION = re.compile(
    r"(?:(?:《?(?:中华人民共和国)?(?:政府信息公开)?条例》?)?第?二十条?第?[（(][一二三四五六七八九十]+[)）]项?[:：]?)+|"
    r"[（(]?本列数据的勾稽关系为.{0,80}|(?:附?表[一二三四五六\d]*[:：.、]?)|[（(]?(?:计量)?单位[:：].{1,12}|"
    r"(?:信息内容|申请人情况|自然人|法人或其他组织|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计|行政复议|"
    r"行政诉讼|未经复议直接起诉|复议后起诉|结果维持|结果纠正|其他结果|尚未审结|本年制发件数|本年废止件数|现行有效件数|"
    r"本年处理决定数量|本年收费金额(?:[（(]单位[:：].{1,12}[)）])?|本年新制作数量|本年新公开数量|对外公开总数量|"
    r"上一年项目数量|本年增/减|处理决定数量|采购项目数量|采购总金额){1,16}|[-—–·]{1,2}第?\d{1,3}页?[-—–·]{1,2}|第\d{1,3}页(?:[,，]?共\d{1,3}页)?|[-—_=|+:]{4,}"
)
"""Whole lines (white space removed) that only caption a statutory table, are left of its header or part its pages."""

_LEADING = re.compile(
    r".{0,40}(?:您?(?:现在|当前)(?:的|所在的?)?位置|当前位置).*|.{0,60}(?:>|›|»).{0,60}|"
    r"(?:发布|发文|公开|成文|生成|录入|更新|编辑)?(?:日期|时间)[:：].{0,80}|"
    r"(?:信息来源|来源|作者|浏览|点击|阅读|字号|字体|索引号|发布机构|责任编辑|文号|编辑)[:：\[【（(].{0,80}|"
    r"[（(]?\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?[)）]?(?:\d{1,2}:\d{2}(?::\d{2})?)?|"
    r".{0,60}(?:政府|政务)?信息公开(?:工作)?(?:的)?(?:年度)?(?:工作)?报告(?:[（(].{0,12}[)）])?|目录|年度报告"
)
_TRAILING = re.compile(
    r"(?>(?:上一?[页篇条]|下一?[页篇条]|首页|尾页|末页|\[?\d{1,2}\]?|[|\[\]【】<>«»]){2,})|"
    r"(?:上一?[篇条]|下一?[篇条])[:：].{0,80}|(?:返回)?(?:顶部|首页|列表)|(?:[【\[(（]?(?:打印|关闭)(?:本页|此页|窗口|页面)?[】\])）]?){1,4}.{0,12}|"
    r"[-—–]\d{1,3}[-—–]|(?:分享到?|责任编辑|编辑|扫一扫)[:：]?.{0,40}|相关(?:链接|阅读|文章|新闻|附件)[:：]?"
)
_PAGER = re.compile(r"(?:上一?页|下一?页).{0,40}")


def is_caption(line: str) -> bool:
    """Return whether a line is nothing but the caption of a statutory table."""
    return _CAPTION.fullmatch(squeezed(line)) is not None


def is_leading(line: str) -> bool:
    """Return whether a line before the prose is a title, a date, a breadcrumb or the like."""
    bare = squeezed(line)
    return not bare or (len(bare) <= 140 and "。" not in bare and _LEADING.fullmatch(bare) is not None)


def is_name(line: str) -> bool:
    """Return whether a line may be the issuer's name over a title: a few words without a stop or an ordinal."""
    bare = squeezed(line)
    return (
        len(bare) <= 30
        and re.fullmatch(r"[^，。；：、:;,（(]*(?:政府|[局委办厅院会处中心镇乡街道])", bare) is not None
    )


def trailing(lines: list[str]) -> int:
    """Return how many lines at the end are navigation: pagers and what short lines follow them, print and share."""
    kept = len(lines)
    for index in range(len(lines) - 1, max(-1, len(lines) - 12), -1):
        bare = squeezed(lines[index])
        if not bare or _is_navigation(bare):
            kept = index
        elif len(bare) > 20 or bare.endswith(("。", "；", "！", "日")):
            break
    return len(lines) - kept if any(_is_navigation(squeezed(line)) for line in lines[kept:]) else 0


def _is_navigation(bare: str) -> bool:
    return _TRAILING.fullmatch(bare) is not None or _PAGER.fullmatch(bare) is not None
