"""One document with what word processors print otherwise than they write it, and what it prints.

`converted.zip` holds it as LibreOffice saves it: `features.doc`, `features.rtf`.
"""

from tests.pipelines.reading.office.packages import cell, docx, field, paragraph, run, table

DELETED = '<w:del w:id="1" w:author="a" w:date="2022-01-01T00:00:00Z"><w:r><w:delText>删去的</w:delText></w:r></w:del>'
INSERTED = f'<w:ins w:id="2" w:author="a" w:date="2022-01-01T00:00:00Z">{run("添上的")}</w:ins>'

FEATURES = docx(
    paragraph("某县2021年政府信息公开工作年度报告"),
    paragraph("总体情况", style="Heading1"),
    paragraph("主动公开", level=1),
    paragraph("依申请公开", level=1),
    paragraph("收件", level=2),
    paragraph("答复", level=2),
    paragraph("监督保障", level=1),
    paragraph("培训", level=2),
    paragraph(
        *("共计", DELETED, INSERTED, "12条，", run("看不见", "<w:vanish/>")),
        *(run("9", "<w:strike/>"), run("划去的", "<w:dstrike/>"), run("未划去，", '<w:strike w:val="0"/>')),
        *(field('HYPERLINK "http://www.example.gov.cn/"', "见门户网站"), "。"),
    ),
    paragraph("整段看不见", style="Unseen"),
    paragraph("圆点", level=0, number=2),
    paragraph("主动公开政府信息情况", style="Heading1"),
    table(
        [cell("第二十条第（一）项", across=4)],
        [cell("信息内容"), cell("本年制发件数"), cell("本年废止件数"), cell("现行有效件数")],
        [cell("规章"), cell("0"), cell(paragraph(run("5", "<w:strike/>"))), cell("-")],
        [cell("行政规范性文件", "（含修订）"), cell("3"), cell("1"), cell("1", "2")],
        columns=4,
    ),
    paragraph("收到和处理政府信息公开申请情况", style="Heading1"),
    table(
        [cell("三、本年度办理结果", down="restart"), cell("（一）予以公开", across=2), cell("7")],
        [cell(down="continue"), cell("（三）不予公开", down="restart"), cell("1.属于国家秘密"), cell("8")],
        [cell(down="continue"), cell(down="continue"), cell("2.保护第三方合法权益"), cell("9")],
        [cell("四、结转下年度继续办理", across=3), cell("10")],
        columns=4,
    ),
    table(
        [cell(paragraph("框内的话。"), table([cell("行政复议", across=2)], [cell("结果维持"), cell("1")], columns=2),
              paragraph("框内的话完。"))],
        columns=1,
    ),
    paragraph("其他需要报告的事项", style="Heading1"),
    paragraph("无。"),
)  # fmt: skip

LINES = [
    "某县2021年政府信息公开工作年度报告",
    "一、总体情况",
    "（一）主动公开",
    "（二）依申请公开",
    "1. 收件",
    "2. 答复",
    "（三）监督保障",
    "1. 培训",
    "共计添上的12条，未划去，见门户网站。",
    "圆点",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "框内的话。",
    "框内的话完。",
    "四、其他需要报告的事项",
    "无。",
]
GRIDS = [
    [
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "", "-"],
        ["行政规范性文件 （含修订）", "3", "1", "1 2"],
    ],
    [
        ["三、本年度办理结果", "（一）予以公开", "（一）予以公开", "7"],
        ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", "8"],
        ["三、本年度办理结果", "（三）不予公开", "2.保护第三方合法权益", "9"],
        ["四、结转下年度继续办理"] * 3 + ["10"],
    ],
    [["行政复议", "行政复议"], ["结果维持", "1"]],
]
