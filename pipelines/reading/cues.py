"""Cues by which the body of a report and its tables are known on any page, before anything of it is read.

Sources: the form of the State Council's general office for annual reports (2019 and 2021 editions), articles 20 and
49-50 of the regulation, and the statistics form used for 2014-2018.
"""

from __future__ import annotations

import re

from pipelines.remembering import remembered

CLAUSE = re.compile(r"第二十条第\s*[（(].{1,3}[）)]\s*项")
"""A row of the article-20 table that has one cell, so that it is often left outside, as a line of its own."""

NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,3}\s*[、.．]\s*\S")
_SECTIONS = (
    r"(?:总体情况|主动公开政府信息的?情况|收到和处理政府信息|政府信息公开行政复议、|存在的?主要问题|"
    r"其他需要报告|需要说明的其他)"
)
SECTION = re.compile(rf"^[一二三四五六七八九十]{{1,3}}\s*[、.．]\s*{_SECTIONS}")
"""Headings of the form's six sections; the statistics form's rows (四、因政府信息公开被申请行政复议数量) are none."""

BARE_SECTION = re.compile(rf"{_SECTIONS}|(?:工作)?(?:概述|概况|基本情况)$")
"""The same without their ordinals, and what prose reports call the first."""

LABEL = re.compile(
    r"第二十条第|信息内容|本年(?:新|度?)?制(?:发|作)|勾稽关系|本年新收|上年结转|结转下年度|予以公开|部分公开|不予公开|无法提供|"
    r"不予处理|其他处理|属于国家秘密|第三方合法权益|三类内部事务|四类过程性|行政执法案卷|行政查询事项|信访举报投诉类|"
    r"无正当理由大量反复|要求提供公开出版物|结果维持|结果纠正|尚未审结|复议后起诉|行政(?:许可|处罚|强制)$|行政事业性收费|"
    r"政府集中采购|规范性文件$|主动公开(?:政府信息|规范性文件)(?:数|总数)|收到申请数|申请办结数"
)
"""Parts of the forms' labels that hardly stand anywhere else; `pipelines.tables.form` has all labels, to read by."""

REPORT_TITLE = re.compile(
    r"(?:年度报告|年\s*报|(?:公开|工作)(?:工作)?(?:情况)?的?报告)(?:\s*[（(【\[].{0,20}[）)】\]])?(?:\.(?:docx?|pdf|wps|ofd|xlsx?))?$"
)
LONGEST_HEADING = 60
"""Characters, blanks apart, beyond which a line is neither a heading nor a label."""

SENTENCE = re.compile(r"[，。；！？,;]")
NUMERIC = re.compile(r"^[-—－/]?\s*[\d０-９.,，]*\s*(?:件|条|份|万元|元|人次?|次|个|篇|期)?$")


@remembered
def is_numbered(text: str) -> bool:
    """Tell whether a line is a numbered heading or one of the form's own labels."""
    bare = text.replace(" ", "")
    return len(bare) < LONGEST_HEADING and bool(NUMBERED.match(bare) or LABEL.search(bare))


def is_prose(text: str) -> bool:
    """Tell whether a line is running text rather than a label or a link."""
    return len(text) >= 30 and bool(SENTENCE.search(text))


def is_report_title(text: str) -> bool:
    """Tell whether a line reads like the title of a report."""
    if len(text) > 80 or "报" not in text or "。" in text:
        return False
    return bool(REPORT_TITLE.search(text.rstrip("》」 ")))
