from datetime import date

import pytest

from pipelines.body import Dated, Mention, Table
from pipelines.errors import Unreadable
from tests.pipelines.reading.pages import (
    PROSE,
    SITE,
    TITLE,
    article,
    paragraphs,
    read_body,
    read_html,
    tables,
    texts,
)

PLAIN = ["一、总体情况", PROSE]
ROW = "<tr><td>行政许可</td><td>5</td></tr><tr><td>行政处罚</td><td>6</td></tr>"


@pytest.mark.parametrize(
    "around",
    [
        "@",
        "<div class=TRS_Editor>@</div>",
        "<div id=zoom><div class=TRS_UEDITOR>@</div></div>",
        "<div id=vsb_content_500><div class=v_news_content>@</div></div>",
        "<!--ZJEG_RSS.content.begin-->@<!--ZJEG_RSS.content.end-->",
        "<meta name=ContentStart>@<meta name=ContentEnd>",
        "<table width=100%><tr><td>@</td></tr></table>",
        "<table><tr><td><a href=/a>左栏</a></td><td><table><tr><td>@</td></tr></table></td></tr></table>",
        "<div class=unheard-of><span><div>@</div></span></div>",
        "<div class=TRS_Editor></div><div>@</div>",
    ],
)
def test_article_is_found_whatever_is_around_it(around):
    reading = read_body(
        around.replace("@", article(f"<table>{ROW}</table>", "<p>六、其他需要报告的事项</p><p>无。</p>"))
    )
    assert paragraphs(reading) == [*PLAIN, "六、其他需要报告的事项", "无。"]
    assert [texts(table) for table in tables(reading)] == [[["行政许可", "5"], ["行政处罚", "6"]]]


def test_article_told_twice_is_read_once():
    assert paragraphs(read_body(f"<div>{article()}</div><div class=mobile>{article()}</div>")) == PLAIN


def test_mark_around_a_part_of_the_article_is_not_believed():
    body = article("<div id=zoom><p>二、其他</p></div>", f"<p>{PROSE}二。</p>")
    assert paragraphs(read_body(body)) == [*PLAIN, "二、其他", PROSE + "二。"]


def test_sidebar_with_prose_stays_outside_a_marked_body():
    body = f"<div id=zoom>{article()}</div><div class=side><p>本站提示：{PROSE[10:50]}。</p></div>"
    assert paragraphs(read_body(body)) == PLAIN


def test_head_is_read_from_the_page():
    head = read_body(article()).head
    assert head.titles[0].text == TITLE
    assert [(str(dated.on), dated.where) for dated in head.dates] == [("2022-01-20", "visible")]
    assert head.breadcrumb == ("首页", "政府信息公开年报", "正文")
    assert head.site == Mention("某县人民政府", "title_element")
    assert head.publisher == Mention("某县政府办公室", "visible")


def test_every_place_of_a_date_is_told():
    html = SITE.replace(
        "<head>",
        "<head><meta name=PubDate content='2023-05-06 01:02:03'><script>var pubdata='2022年01月21日'</script>",
    )
    reading = read_html(
        html.replace("@BODY@", article("<p>某县人民政府</p><p>2022年1月19日</p>")),
        "http://x/art/2022/1/22/a.html",
    )
    assert [(dated.on.day, dated.where) for dated in reading.head.dates] == [
        (20, "visible"),
        (6, "meta"),
        (21, "script"),
        (19, "signature"),
        (22, "address"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "2022年01月20日 10:21 点击：[<span>3</span>]",
        "2022-01-20 15:02 |来源：某县政府办公室 【字体：大 中 小】",
        "来源：某县政府办公室 2022-01-20",
    ],
)
def test_date_without_a_label_is_read_beside_other_notes(line):
    reading = read_html(f"<h1>{TITLE}</h1><div>{line}</div><div>{article()}</div>")
    assert [(str(dated.on), dated.where) for dated in reading.head.dates] == [("2022-01-20", "visible")]


def test_catalogue_entry_gives_the_publisher_and_is_no_table():
    catalogue = (
        "<table><tr><td>索引号：</td><td>000/2022-1</td><td>发布机构：</td><td>某县公开办</td></tr>"
        "<tr><td>发布日期：</td><td>2022-01-19</td><td>文号：</td><td></td></tr></table>"
    )
    reading = read_html(f"{catalogue}<h1>{TITLE}</h1><div>{article(f'<table>{ROW}</table>')}</div>")
    assert reading.head.publisher == Mention("某县公开办", "catalogue")
    assert reading.head.dates == (Dated(date(2022, 1, 19), "catalogue"),)
    assert [table.grid[0][0].text for table in tables(reading)] == ["行政许可"]
    assert paragraphs(reading) == PLAIN


def test_spans_of_a_number_join_with_nothing():
    body = article("<p><span>201</span><span>8</span><span>\n年</span>受理<b>1</b><font>5</font>件</p>")
    assert paragraphs(read_body(body))[-1].replace(" ", "") == "2018年受理15件"


def test_line_breaks_separate_paragraphs_and_source_breaks_do_not():
    assert paragraphs(read_body(article("一是公开<br>二是政府\n   信息")))[-2:] == [
        "一是公开",
        "二是政府信息",
    ]


def test_blocks_displayed_as_a_table_are_one():
    row, cell = "<div style='display:table-row'>", "<div style='DISPLAY: table-cell; width: 2em'>"
    rows = [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "", "3"]]
    printed = "".join(f"{row}{''.join(f'{cell}{text}</div>' for text in each)}</div>" for each in rows)
    body = read_body(article("<p>一、总体情况</p>", f"<div style='display:table'>{printed}</div>"))
    (table,) = [block for block in body.blocks if isinstance(block, Table)]
    assert [[each.text for each in line] for line in table.grid] == rows
    loose = read_body(article("<p>一、总体情况</p>", f"<div>{printed}</div>"))
    assert not [block for block in loose.blocks if isinstance(block, Table)]


def test_preformatted_text_is_read_by_line():
    text = "<pre>  一、总体情况\n  制发规范性文件3件。\n\n二、主动公开政府信息情况\n行政许可    0</pre>"
    assert paragraphs(read_body(text)) == [
        "一、总体情况",
        "制发规范性文件3件。",
        "二、主动公开政府信息情况",
        "行政许可\t0",
    ]


def test_what_is_not_shown_is_not_read():
    hidden = (
        "<div style='display: none'>藏</div><p hidden>藏</p><script>'藏'</script><!-- 藏 --><style>藏</style>"
    )
    assert "藏" not in "".join(paragraphs(read_body(article(hidden, "<p>见</p>"))))


@pytest.mark.parametrize(
    "struck",
    ["<del>12</del>", "<s>12</s>", "<strike>12</strike>", "<b style='text-decoration: line-through'>12</b>"],
)
def test_what_is_struck_through_is_not_said(struck):
    assert paragraphs(read_body(article(f"<p>收到{struck}<ins>7</ins>件</p>")))[-1] == "收到7件"


def test_page_with_only_an_attachment_has_no_blocks():
    assert paragraphs(read_body("<p><a href=a.pdf>附件：2021年年度报告.pdf</a></p>")) == []


@pytest.mark.parametrize("heading", ["总体情况", "工作概况", "主动公开政府信息情况"])
@pytest.mark.parametrize("name", ["h1", "h2", "h3", "p"])
def test_a_heading_set_like_the_title_is_none(name, heading):
    reading = read_body(f"<{name}>{TITLE}</{name}><{name}>{heading}</{name}><p>{PROSE}</p>")
    assert paragraphs(reading) == [heading, PROSE]
    assert reading.head.titles[0].text == TITLE


def test_doubled_title_leaves_the_body():
    assert paragraphs(read_body(f"<p align=center>{TITLE}</p>{article()}")) == PLAIN


def test_included_header_with_its_own_end_does_not_end_the_page():
    assert (
        paragraphs(read_html(f"<html><body>页头</body></html>{SITE.replace('@BODY@', article())}")) == PLAIN
    )


def test_gb2312_page_with_characters_of_gb18030():
    html = SITE.replace("<head>", "<head><meta charset=gb2312>").replace(
        "@BODY@", article("<p>朱镕基、㙍</p>")
    )
    assert paragraphs(read_html(html.encode("gb18030")))[-1] == "朱镕基、㙍"


def test_row_of_the_form_left_outside_its_table_is_a_table():
    reading = read_body(article("<p>第二十条第（五）项</p>", f"<table>{ROW}</table>"))
    assert paragraphs(reading) == PLAIN
    assert [len(table.grid) for table in tables(reading)] == [1, 2]
    assert [table.table for table in tables(reading)] == [0, 1]


@pytest.mark.parametrize(
    "html",
    [
        "<div>文本，" * 100_000,
        "<table><tr><td>文本，" * 100_000,
        "<p>文本，" * 60_000,
        "<table>" + "<tr><td colspan=9999 rowspan=9999>1</td></tr>" * 6000 + "</table>",
        "<table><tr>" + "<td>12</td>" * 20_000 + "</tr></table>",
        "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">",
        "<p>" + "公开信息，" * 700_000,
    ],
)
def test_hostile_pages_are_refused(html):
    with pytest.raises(Unreadable):
        read_html(html)


def test_forms_set_as_one_table_with_their_headings_are_a_table_of_values():
    rows = [["三、收到和处理政府信息公开申请情况"], ["予以公开", *"1234567"], ["部分公开", *"1234567"]]
    rows += [["四、政府信息公开行政复议、行政诉讼情况"], ["结果维持", *"1234567"]]
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    (table,) = tables(read_body(article(f"<table>{html}</table>")))
    assert [[cell for cell in row if cell] for row in texts(table)] == rows


@pytest.mark.parametrize("label", ["2.重复申请", "3.其他"])
def test_a_row_of_the_form_left_blank_is_a_table_of_its_own(label):
    row, menu = f"<td>{label}</td>" + "<td></td>" * 7, "".join(f"<td>栏目{at}</td>" for at in range(8))
    reading = read_body(article(*(f"<table><tr>{cells}</tr></table>" for cells in (row, menu))))
    assert [[cell for cell in table if cell] for grid in map(texts, tables(reading)) for table in grid] == [
        [label]
    ]


def test_a_column_of_paragraphs_is_no_table_of_values():
    told = ["一、依申请公开情况", "其中，同意公开3件，部分公开4件，不予公开2件。", PROSE]
    html = "".join(f"<tr><td><p>{paragraph}</p></td></tr>" for paragraph in told)
    assert paragraphs(read_body(f"<table>{html}</table>")) == told


LIST = "".join(f"<li><a href=/{n}>通知公告第{n}号</a><span>2021-09-0{n}</span></li>" for n in range(1, 9))


@pytest.mark.parametrize("place", ["before", "behind", "rows"])
def test_a_list_of_titles_and_dates_is_no_part_of_the_article(place):
    text = (
        f"<p>一、总体情况</p><p>{PROSE}</p><p>附件：<a href=a.doc>公开情况统计表</a></p><p>2022年1月20日</p>"
    )
    rows = (
        LIST.replace("<li>", "<tr><td>").replace("<span>", "</td><td>").replace("</span></li>", "</td></tr>")
    )
    html = {
        "before": f"<ul>{LIST}</ul>{text}",
        "behind": f"{text}<ul>{LIST}</ul>",
        "rows": f"{text}<table>{rows}</table>",
    }
    lines = paragraphs(read_html(f"<h1>{TITLE}</h1>{html[place]}"))
    assert lines == ["一、总体情况", PROSE, "附件：公开情况统计表", "2022年1月20日"]


def test_many_comments_take_linear_time():
    assert len(paragraphs(read_html("<p>" + "<!--c-->x" * 50_000))) == 1


def test_other_media_types_are_refused_by_name():
    with pytest.raises(Unreadable, match="video/mp4"):
        read_html("x", media_type="video/mp4")
