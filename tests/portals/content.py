"""What is told on the sites: the reports, look-alikes of reports, and ordinary news, as title and body HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TypeVar

from .form import (
    PROACTIVE_2021,
    Form,
    disputes,
    fill,
    html_table,
    is_number,
    requests,
)
from .model import Truth
from .samples import LUOSHAN_2021, Cells, Part, sample_parts, without_rules

Entry = TypeVar("Entry")

TABLE = 'border="1" cellspacing="0" cellpadding="0" width="100%"'


@dataclass(frozen=True, slots=True)
class Reported:
    """Marks a story as an annual report: whose, on which year, and which sample it is (`None`: made up)."""

    issuer: str
    year: int
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """An article before a family's template is put around it.

    `body` is HTML, one string a page of the article, `None` for a page that is gone. `attachment` is the name of a
    file in this folder. `serial` is the number in its address where that must not depend on its neighbours.
    """

    title: str
    date: str
    body: tuple[str | None, ...]
    report: Reported | None = None
    attachment: str | None = None
    serial: int | None = None

    def truth(self, addresses: Sequence[str], *attachments: str) -> Truth:
        """What must be found, the pages of the article being at `addresses`. Raises ValueError for a non-report."""
        if self.report is None:
            raise ValueError(f"not a report: {self.title}")
        places = list(zip(addresses, self.body, strict=True))
        return Truth(
            title="".join(self.title.split()),
            year=self.report.year,
            issuer=self.report.issuer,
            published_on=self.date,
            captures=(*(at for at, body in places if body is not None), *attachments),
            sample=self.report.sample,
            gone=tuple(at for at, body in places if body is None),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a family builds a portal from. `annual` is the column of annual reports, look-alikes included."""

    name: str
    issuer: str
    area: str
    annual: Sequence[Story]
    news: Sequence[Story]
    record: str
    """The site's 备案号, as the footer prints it."""
    years: Mapping[int, Sequence[Story]] = field(default_factory=dict)
    """Years that have a column of annual reports of their own, on a TRS portal."""


def newest_first(stories: Iterable[Story]) -> list[Story]:
    """The stories in the order of lists."""
    return sorted(stories, key=lambda each: each.date, reverse=True)


def in_pages(entries: Sequence[Entry], size: int) -> list[Sequence[Entry]]:
    """The entries of a list as its pages show them, `size` to a page; an empty list has one page."""
    return [entries[start : start + size] for start in range(0, len(entries), size)] or [entries]


def story(title: str, date: str, *paragraphs: str) -> Story:
    """An article of plain paragraphs on one page."""
    return Story(title, date, ("\n".join(map(paragraph, paragraphs)),))


def paragraph(text: str) -> str:
    """A paragraph as an editor writes it."""
    return f'<p style="text-indent: 2em;">{escape(text, quote=False)}</p>'


@dataclass(frozen=True, slots=True)
class Forms:
    """Which forms a document uses, in its order of tables."""

    proactive: Form
    requests: Form
    disputes: Form


FORMS_2021 = Forms(PROACTIVE_2021, requests(), disputes())


def report_html(
    parts: Sequence[Part], forms: Forms, *, attributes: str = TABLE, cell: str = "{}"
) -> list[str]:
    """A report's parts as HTML fragments, its three tables laid out by `forms`."""
    rest = iter((forms.proactive, forms.requests, forms.disputes))
    return [
        paragraph(part)
        if isinstance(part, str)
        else html_table(fill(next(rest), part.texts), attributes=attributes, cell=cell)
        for part in parts
    ]


def sample_story(sample: str, date: str, whose: tuple[str, int], forms: Forms, *, cell: str = "{}") -> Story:
    """The sample as an article on one page; `whose` is its issuer and year."""
    title, parts = sample_parts(sample)
    body = report_html([without_rules(part) for part in parts], forms, cell=cell)
    return Story(title, date, ("\n".join(body),), Reported(*whose, sample))


def made_up_report(issuer: str, year: int, date: str, title: str = "") -> Story:
    """A small complete report of 2021's form by an issuer that does not exist, titled as most are unless told."""
    parts: list[Part] = [
        f"本报告由{issuer}按照示例格式编制，内容均为虚构，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        "一、总体情况",
        f"{year}年，{issuer}虚构公开各类示例信息10条，未发生任何真实事项。",
        "二、主动公开政府信息情况",
        _made_up_cells("第二十条"),
        "三、收到和处理政府信息公开申请情况",
        _made_up_cells("(本列"),
        "四、政府信息公开行政复议、行政诉讼情况",
        _made_up_cells("行政复议"),
        "五、存在的主要问题及改进情况",
        "示例数据不够丰富。下一年将继续编造更多示例数据。",
        "六、其他需要报告的事项",
        "本年度未收取信息处理费。无其他需要报告的事项。",
    ]
    title = title or f"{issuer}{year}年政府信息公开工作年度报告"
    return Story(title, date, ("\n".join(report_html(parts, FORMS_2021)),), Reported(issuer, year))


def _made_up_cells(start: str) -> Cells:
    """The official labels with invented values: two requests by natural persons, both granted, all else zero."""
    tables = (part for part in sample_parts(LUOSHAN_2021)[1] if isinstance(part, Cells))
    texts = next(table.texts for table in tables if table.texts[0].startswith(start))
    filled = ["0" if is_number(text) else text for text in texts]
    for at, text in enumerate(texts):
        if text.startswith(("一、本年新收", "(一) 予以公开", "(七) 总计")):
            filled[at + 1] = filled[at + 7] = "2"
    return Cells(tuple(filled))


def look_alikes(area: str, year: int) -> list[Story]:
    """Articles that stand in columns of annual reports and are none, published in the year after `year`."""
    after = year + 1
    return [
        Story(
            f"{area}政府网站工作年度报表（{year}年度）",
            f"{after}-01-18",
            (_website_table(area, year),),
        ),
        story(
            f"关于编制{year}年度政府信息公开工作年度报告的通知",
            f"{after}-01-05",
            "各有关单位：",
            f"为做好{year}年度政府信息公开工作年度报告编制和公布工作，现将有关事项通知如下。",
            "一、报送时间。请于1月20日前报送年度报告电子版。二、报送要求。内容应当包括总体情况、主动公开情况等六个部分。",
        ),
        story(
            f"{area}{year}年法治政府建设年度报告",
            f"{after}-03-11",
            f"{year}年，{area}持续推进依法行政，现将法治政府建设情况报告如下。",
            "一、推进法治政府建设的主要举措和成效",
            "全年组织学法活动4次，审查合同12件。",
        ),
        story(
            f"{area}{after}年部门预算公开",
            f"{after}-02-20",
            "第一部分 部门概况",
            "一、主要职能。二、机构设置。",
            "第二部分 部门预算表（见纸质材料）",
        ),
        story(
            f"一图读懂{area}{year}年政府信息公开工作年度报告",
            f"{after}-02-02",
            "年度报告都说了什么？请看图解。",
            "（图略）",
        ),
        story(
            f"{area}{after}年政府工作报告",
            f"{after}-02-25",
            "各位代表：",
            "现在，我向大会报告工作，请予审议。",
            f"一、{year}年工作回顾。二、{after}年工作安排。",
        ),
    ]


def guide(area: str) -> Story:
    """The guide to government information, an evergreen beside the reports."""
    return story(
        f"{area}政府信息公开指南",
        "2020-06-30",
        "为方便公民、法人和其他组织获取政府信息，根据《中华人民共和国政府信息公开条例》，编制本指南。",
        "一、公开范围。二、公开方式。三、依申请公开：申请人可当面、通过信函或者在线提交申请。",
    )


def news(area: str, year: int) -> list[Story]:
    """Ordinary news of one year."""
    told = [
        (12, 28, "召开安全生产工作会议", "会议传达了上级精神，听取了有关单位的汇报，部署了岁末年初的工作。"),
        (11, 16, "开展冬季道路交通安全整治", "整治期间出动人员120人次，检查车辆460台。"),
        (10, 9, "举办农民丰收节活动", "活动现场设展位30个，吸引群众2000余人参加。"),
        (8, 22, "做好防汛抗旱工作", "各单位加强值守，及时发布预警信息。"),
        (7, 1, "举行主题党日活动", "参加活动的同志重温入党誓词。"),
        (
            5,
            15,
            "政务公开培训班开班",
            "培训班邀请专家就政府信息公开条例作了专题讲解，全市政务公开工作人员参加培训。",
        ),
        (4, 3, "启动春季义务植树", f"当天共植树3000余株。{year}年计划植树10万株。"),
        (2, 19, "部署春季农业生产", "会议要求抓好农资供应和技术指导。"),
    ]
    return [story(f"{area}{title}", f"{year}-{month:02}-{day:02}", text) for month, day, title, text in told]


def _website_table(area: str, year: int) -> str:
    rows = [
        ("网站名称", f"{area}人民政府门户网站"),
        ("首页网址", "（示例）"),
        ("独立用户访问总量（单位：个）", "182305"),
        ("网站总访问量（单位：次）", "1520344"),
        ("信息发布总数（单位：条）", "9120"),
        ("依申请公开 是否公布年度报告", "是"),
        ("收到申请数量（单位：条）", "12"),
    ]
    body = "\n".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    return f"{paragraph(f'填报单位：{area}人民政府办公室（{year}年度）')}\n<table {TABLE}>{body}</table>"
