"""What stands in the annual-report column of every family's portal: reports titled in many ways, and look-alikes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tests.portals.content import (
    Reported,
    Story,
    guide,
    look_alikes,
    made_up_report,
    newest_first,
    news,
    paragraph,
    story,
)

AREA = "示例县"
ISSUER = "示例县人民政府"
GUIDE = guide(AREA)
RULES = story(
    f"{AREA}政府信息公开保密审查制度",
    "2019-06-10",
    "第一条 为规范政府信息公开工作，制定本制度。",
    "第二条 先审查、后公开，一事一审。",
)
NEWS = newest_first([*news(AREA, 2023), *news(AREA, 2022)])

_TABLED = (
    (2023, "2024-01-26", ISSUER, f"{ISSUER}2023年政府信息公开工作年度报告"),
    (2022, "2023-01-30", ISSUER, f"2022年{ISSUER}政府信息公开工作年度报告"),
    (2021, "2022-01-27", ISSUER, f"{ISSUER}2021年度政府信息公开年度报告"),
    (2020, "2021-01-29", ISSUER, f"{ISSUER}政府信息公开工作2020年度报告"),
    (2019, "2020-01-21", ISSUER, f"{ISSUER}2019年政府信息公开年报"),
    (2022, "2023-01-18", "示例县虚构局", "示例县虚构局2022年政府信息公开工作年度报告"),
    (2021, "2022-01-12", "示例县样本镇人民政府", "示例县样本镇人民政府2021年度政府信息公开工作年度报告"),
)
_WRITTEN = (
    (2018, "2019-03-11", f"{AREA}2018年度政府信息公开工作报告"),
    (2017, "2018-03-20", f"{AREA}2017政府信息公开工作年度报告"),
    (2016, "2017-03-15", f"{AREA}2016年政务公开年度报告"),
    (2014, "2015-03-27", f"{AREA}政府信息公开工作年度报告"),
)


@cache
def column() -> tuple[Story, ...]:
    """The column, newest first: one report in three article pages, one that is only a file."""
    reports = [
        *(made_up_report(issuer, year, date, title) for year, date, issuer, title in _TABLED),
        *(_written(year, date, title) for year, date, title in _WRITTEN),
        _in_pages(_written(2015, "2016-03-18", f"{ISSUER}2015年政府信息公开工作年度报告")),
        _printed(),
    ]
    return tuple(newest_first([*reports, *look_alikes(AREA, 2022), *look_alikes(AREA, 2019), *_others()]))


def _written(year: int, date: str, title: str) -> Story:
    """A report as they were before 2019: six sections without tables."""
    lines = (
        f"根据《中华人民共和国政府信息公开条例》，现公布{AREA}{year}年政府信息公开工作年度报告。本报告为示例文本。",
        f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        "一、概述",
        f"{year}年，{AREA}按照虚构的要求编造示例信息，没有发生任何真实事项。",
        "二、主动公开政府信息情况",
        "全年共虚构公开政府信息100条，其中通过示例网站公开60条，通过示例公报公开40条。",
        "三、依申请公开政府信息情况",
        f"{year}年，共受理政府信息公开申请10件，答复10件。其中，同意公开9件，不予公开1件。",
        "四、因政府信息公开申请行政复议、提起行政诉讼的情况",
        f"{year}年，因政府信息公开被申请行政复议2件；因政府信息公开被提起行政诉讼1件。",
        "五、政府信息公开的收费及减免情况",
        f"{year}年未收取任何费用。",
        "六、存在的主要问题及改进措施",
        "示例不够生动。下一年将编造更生动的示例。",
    )
    return replace(story(title, date, *lines), report=Reported(ISSUER, year))


def _in_pages(whole: Story) -> Story:
    lines = str(whole.body[0]).split("\n")
    return replace(whole, body=tuple("\n".join(part) for part in (lines[:6], lines[6:10], lines[10:])))


def _printed() -> Story:
    """Another body's report, whose page holds only a link to the file."""
    issuer = "友谊县新镇乡人民政府"
    title = f"{issuer}2021年政府信息公开工作年度报告"
    body = paragraph("报告全文见附件。")
    return Story(title, "2022-01-20", (body,), Reported(issuer, 2021), attachment="xinzhen2021.pdf")


def _others() -> list[Story]:
    plan = "现将2023年政务公开工作要点印发给你们，请认真贯彻落实。"
    return [
        story(f"{AREA}2023年政务公开工作要点", "2023-05-11", plan),
        story("关于公布2020年政府信息公开工作考核结果的通报", "2021-03-02", "现将考核结果通报如下。"),
        story(f"{AREA}虚构局2022年度部门决算公开", "2023-09-20", "第一部分 部门概况", "第二部分 决算表"),
    ]
