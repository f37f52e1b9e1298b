"""The five sample portals and what must be found on each."""

from __future__ import annotations

from . import asp, hanweb, trs, ucap, vsb
from .content import (
    FORMS_2021,
    TABLE,
    Forms,
    Plan,
    Reported,
    Story,
    guide,
    look_alikes,
    made_up_report,
    newest_first,
    news,
    paragraph,
    sample_story,
)
from .form import (
    PROACTIVE_2019,
    PROACTIVE_2021,
    PROACTIVE_2021_CUT,
    PROACTIVE_2021_REST,
    REQUESTS_2021_CUT,
    REQUESTS_2021_REST,
    cut,
    disputes,
    fill,
    html_table,
    requests,
)
from .model import Site
from .samples import (
    JIYUAN_2019,
    LUOSHAN_2021,
    XINXIANG_2018,
    XINXIANG_2021,
    XINZHEN_2021,
    Cells,
    sample_parts,
    sample_text,
)

XINZHEN_FILE = "xinzhen2021.pdf"


def xinxiang() -> Site:
    """新乡市 2021: every cell a paragraph of its own, as a word processor pastes it."""
    report = sample_story(
        XINXIANG_2021,
        "2022-03-01",
        ("新乡市人民政府", 2021),
        FORMS_2021,
        cell='<p align="center"><span style="font-size: 10.5pt; font-family: 仿宋;">{}</span></p>',
    )
    others = [
        made_up_report("示例市虚构局", 2021, "2022-02-14"),
        made_up_report("示例区人民政府", 2020, "2021-01-29"),
    ]
    annual = newest_first([report, *others, *look_alikes("新乡市", 2021), *look_alikes("新乡市", 2020)])
    told = newest_first(news("新乡市", 2022) + news("新乡市", 2021))
    return trs.portal(Plan("xinxiang", "新乡市人民政府", "新乡市", annual, told, "豫ICP备00000001号"))


def xinxiang_2018() -> Site:
    """新乡市 2018 on a private site: of two pages the first is gone; beside it a made-up report, whole."""
    lost = _second_page_only()
    whole = _made_up_in_two_pages()
    annual = newest_first([lost, whole, *look_alikes("示例市", 2018), *look_alikes("示例市", 2017)])
    units = [each for each in annual if "预算" not in each.title]
    plan = Plan(
        "52xinxiang", "我爱新乡", "新乡", annual, newest_first(news("新乡", 2019)), "豫ICP备00000002号"
    )
    return asp.portal(plan, units, [guide("示例市")])


def jiyuan() -> Site:
    """济源市 2019, in the form of that year; its disputes row has a sixteenth value."""
    forms = Forms(PROACTIVE_2019, requests(others=1, ordinals_apart=True), disputes(extra=1))
    report = sample_story(JIYUAN_2019, "2020-03-09", ("济源市人民政府", 2019), forms)
    others = [
        made_up_report(
            "示例市样本镇人民政府", 2021, "2022-01-25", "示例市样本镇人民政府2021年度政府信息公开工作报告"
        )
    ]
    annual = newest_first([report, *others, *look_alikes("济源市", 2019), *look_alikes("济源市", 2021)])
    told = newest_first(news("济源市", 2020) + news("济源市", 2019))
    return hanweb.portal(Plan("jiyuan", "济源市人民政府", "济源市", annual, told, "豫ICP备00000003号"))


def youyi() -> Site:
    """友谊县 with its townships: 新镇乡 2021 is only a PDF; the neighbours are made up."""
    title, _ = sample_parts(XINZHEN_2021)
    report = Story(
        "".join(title.split()),
        "2022-01-20",
        ("",),
        Reported("友谊县新镇乡人民政府", 2021, XINZHEN_2021),
        XINZHEN_FILE,
    )
    neighbours = [
        made_up_report("示例县样本乡人民政府", 2021, "2022-01-21"),
        made_up_report(
            "示例县虚构镇人民政府", 2021, "2022-01-19", "2021年示例县虚构镇人民政府政府信息公开年度报告"
        ),
        made_up_report("示例县人民政府办公室", 2021, "2022-01-27"),
    ]
    annual = newest_first([report, *neighbours, *look_alikes("友谊县", 2021), *look_alikes("友谊县", 2020)])
    plan = Plan(
        "youyi", "友谊县人民政府", "友谊县", annual, newest_first(news("友谊县", 2021)), "黑ICP备00000004号"
    )
    return ucap.portal(plan, {"县级": neighbours[2:], "乡镇": [report, *neighbours[:2]]})


def luoshan() -> Site:
    """罗山县 2021, cut into three pages inside its tables."""
    others = [
        made_up_report("示例县虚构局", 2021, "2022-01-12"),
        made_up_report("示例县虚构局", 2020, "2021-01-13"),
    ]
    annual = newest_first(
        [_luoshan_report(), *others, *look_alikes("罗山县", 2021), *look_alikes("罗山县", 2020)]
    )
    told = newest_first(news("罗山县", 2022) + news("罗山县", 2021))
    return vsb.portal(Plan("luoshan", "罗山县人民政府", "罗山县", annual, told, "豫ICP备00000005号"))


def _luoshan_report() -> Story:
    """The pages end where those of the printed report did: in the article-20 table and in that of requests."""
    title, parts = sample_parts(LUOSHAN_2021)
    proactive, asked, contested = (at for at, part in enumerate(parts) if isinstance(part, Cells))
    first = cut(PROACTIVE_2021, PROACTIVE_2021_CUT)
    second = cut(requests(), REQUESTS_2021_CUT)
    pages = (
        [*_prose(parts[:proactive]), _rows(first, parts[proactive], 0)],
        [
            _rows(PROACTIVE_2021_REST, parts[proactive], _size(first)),
            *_prose(parts[proactive + 1 : asked]),
            _rows(second, parts[asked], 0),
        ],
        [
            _rows(REQUESTS_2021_REST, parts[asked], _size(second)),
            *_prose(parts[asked + 1 : contested]),
            _rows(disputes(), parts[contested], 0),
            *_prose(parts[contested + 1 :]),
        ],
    )
    body = tuple("\n".join(page) for page in pages)
    return Story(title, "2022-01-26", body, Reported("罗山县人民政府", 2021, LUOSHAN_2021))


def _prose(parts) -> list[str]:
    joined = "\n".join(parts).replace("等相关文件要\n求，", "等相关文件要求，")
    return [paragraph(line) for line in joined.split("\n") if line]


def _size(form) -> int:
    return sum(map(len, form))


def _rows(form, cells: Cells, start: int) -> str:
    return html_table(fill(form, cells.texts[start : start + _size(form)]), attributes=TABLE)


def _second_page_only() -> Story:
    _, title, _, *lines = (line.strip() for line in sample_text(XINXIANG_2018).splitlines() if line.strip())
    end = next(at for at, line in enumerate(lines) if line.startswith("上一页"))
    body = "\n".join(map(paragraph, lines[:end]))
    return Story(title, "2019-12-14", (None, body), Reported("新乡市人民政府", 2018, XINXIANG_2018))


def _made_up_in_two_pages() -> Story:
    first = [
        "本报告为示例文本，由示例市虚构，统计期限自2017年1月1日起至2017年12月31日止。",
        "一、概述",
        "2017年，示例市按照虚构的要求编造示例信息，没有发生任何真实事项。",
        "二、主动公开政府信息情况",
        "全年示例市共虚构公开政府信息100条，其中通过示例网站公开60条，通过示例公报",
    ]
    second = [
        "公开40条。",
        "三、依申请公开政府信息情况",
        "2017年，示例市共受理政府信息公开申请10件，答复10件。其中，同意公开9件，不予公开1件。",
        "四、因政府信息公开申请行政复议、提起行政诉讼的情况",
        "2017年，示例市因政府信息公开被申请行政复议2件；因政府信息公开被提起行政诉讼1件。",
        "五、政府信息公开的收费及减免情况",
        "2017年示例市未收取任何费用。",
        "六、存在的主要问题及改进措施",
        "示例不够生动。下一年将编造更生动的示例。",
        "七、需要说明的其他事项",
        "无其他需要说明的事项。",
    ]
    body = ("\n".join(map(paragraph, first)), "\n".join(map(paragraph, second)))
    return Story("示例市2017年政府信息公开工作年度报告", "2018-03-20", body, Reported("示例市人民政府", 2017))


SITES = (xinxiang(), xinxiang_2018(), jiyuan(), youyi(), luoshan())
