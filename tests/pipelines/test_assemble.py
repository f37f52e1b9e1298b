from archive.capture import Capture, Context, Document, Role
from archive.files import from_files
from pipelines.parse import parse
from pipelines.tables.form import ARTICLE_20_ROWS, REQUEST_ROWS
from tests.answers import HEADINGS, TESTS

TITLE = "新乡市卫滨区人民政府2021年政府信息公开工作年度报告"
PROSE = "<p>2021年，我区认真贯彻条例，扎实推进各项工作，全年主动公开政府信息二千余条，及时回应社会关切。</p>"


def page(body, url="http://a.gov.cn/1.html", role=Role.PAGE, number=None):
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id='zoom'>{body}</div></body></html>"
    return Capture(url, 200, (), html.encode(), "text/html", context=Context("a", role, page=number))


def sections(between="", prose=PROSE):
    return "".join(
        f"<p>{heading}</p>{between if number in {2, 3, 4} else prose}"
        for number, heading in enumerate(HEADINGS, 1)
    )


def test_statutory_tables_that_are_pictures_have_no_layout():
    report = parse(Document((page(sections('<p><img src="W020220101.png"></p>')),)))
    assert report.layout is None
    assert "layout_tables_as_images" in {anomaly.code for anomaly in report.anomalies}
    assert report.tables == {}


def test_pictures_beside_prose_leave_it_prose():
    assert parse(Document((page(sections(f'{PROSE * 2}<p><img src="photo.jpg"></p>')),))).layout == "prose"
    assert parse(Document((page(sections('<p><img src="icon_pdf.png"></p>')),))).layout == "prose"


def test_statutory_tables_that_are_loose_lines_have_no_layout():
    rows = [label for term in (*ARTICLE_20_ROWS, *REQUEST_ROWS) for label in (term.label, "0", "1")]
    report = parse(Document((page(sections("".join(f"<p>{text}</p>" for text in rows))),)))
    assert report.layout is None
    assert "layout_tables_as_lines" in {anomaly.code for anomaly in report.anomalies}
    assert report.tables == {}


def test_labels_within_sentences_leave_it_prose():
    told = "".join(f"<p>{term.label}0件，与上年相比没有变化。</p>" for term in REQUEST_ROWS)
    assert parse(Document((page(sections(told)),))).layout == "prose"


def test_pages_are_put_in_order_and_pages_that_say_they_are_gone_are_left_out():
    first = page(sections()[:400], number=2)
    gone = page("", "http://a.gov.cn/1_2.html", number=3)
    gone = Capture(
        gone.url,
        200,
        (),
        "<html><body>您访问的页面不存在</body></html>".encode(),
        "text/html",
        context=gone.context,
    )
    report = parse(Document((first, gone, page(sections(), "http://a.gov.cn/0.html", number=1))))
    assert [entry.url for entry in report.captures] == ["http://a.gov.cn/0.html", "http://a.gov.cn/1.html"]


def test_a_page_asked_for_between_pages_had_is_missing():
    first = page(sections()[:400], number=1)
    third = page(sections(), "http://a.gov.cn/1_3.html", number=3)
    assert parse(Document((first, third))).missing_pages == (2,)


def test_a_pager_behind_the_text_in_its_cell_says_what_is_missing():
    first = f"<table><tr><td>{sections()}第1页/共3页 <a href='2.html'>后一页</a></td></tr></table>"
    assert parse(Document((page(first, number=1),))).missing_pages == (2, 3)


def test_a_file_beside_a_page_in_a_folder_is_its_attachment(tmp_path):
    (tmp_path / "1.html").write_bytes(page(sections()).payload)
    (tmp_path / "2.pdf").write_bytes((TESTS / "portals" / "xinzhen2021.pdf").read_bytes())
    report = parse(from_files(tmp_path))
    assert [(entry.role, entry.page) for entry in report.captures] == [("page", 1), ("attachment", 1)]


def test_document_that_begins_with_its_second_page_reads_the_first_before_it():
    second = page(f"<p>{HEADINGS[3]}</p>{PROSE}", "http://a.gov.cn/1_2.html")
    first = page(f"<p>{HEADINGS[0]}</p>{PROSE}", "http://a.gov.cn/1.html", number=1)

    report = parse(Document((second, first)))

    assert [entry.url for entry in report.captures] == [first.url, second.url]


def test_a_report_of_another_year_that_is_attached_is_not_the_pages():
    other = attached(TITLE.replace("2021", "2020"), "a")
    assert parse(Document((page(sections()), other))).tables == {}
    assert parse(Document((page(sections()), other, attached(TITLE, "b")))).tables["requests"]


def test_of_reports_attached_to_a_page_without_text_that_of_its_year_is_read():
    both = (attached(TITLE.replace("2021", "2020"), "a", "7"), attached(TITLE, "b", "5"))
    for order in (both, both[::-1]):
        report = parse(Document((page("<p>附件：</p>"), *order)))
        assert report.tables["requests"]["received_new"]["total"] == 5


def test_an_attachment_whose_title_errs_in_the_year_is_read_where_nothing_else_is():
    report = parse(Document((page("<p>附件：</p>"), attached(TITLE.replace("2021", "2020"), "a"))))
    assert report.tables["requests"]


def attached(title, name, received="0"):
    """Return a text file of all sections; its table of requests says how many were received, else zeros."""
    numbers = [received, *"00000", received]
    rows = ["\t".join([term.label, *numbers]) for term in REQUEST_ROWS]
    text = "\n".join([title, *HEADINGS[:3], *rows, *HEADINGS[3:]])
    context = Context("a", Role.ATTACHMENT)
    return Capture(f"http://a.gov.cn/{name}.txt", 200, (), text.encode(), "text/plain", context=context)
