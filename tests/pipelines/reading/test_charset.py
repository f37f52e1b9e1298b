import pytest

from pipelines.reading import decode

TEXT = "政府信息公开工作年度报告，朱镕基、喆、㙍。"


def labelled(charset, encoding):
    return f'<meta charset="{charset}"><p>{TEXT}'.encode(encoding)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("gb2312", "gbk"),
        ("gb2312", "gb18030"),
        ("gbk", "utf-8"),
        ("utf-8", "gb18030"),
        ("iso-8859-1", "gb18030"),
        ("no-such-charset", "gb18030"),
        ("punycode", "gb18030"),
        ("gb2312", "utf-16"),
        ("gb2312", "utf-8-sig"),
    ],
)
def test_bytes_decide_against_the_label(charset, encoding):
    text = TEXT.replace("㙍", "") if encoding == "gbk" else TEXT
    payload = f'<meta charset="{charset}"><p>{text}'.encode(encoding)
    assert text in decode(payload)


def test_big_endian_mark_wins_over_the_header():
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be"), "gb2312") == TEXT


def test_label_in_the_header_is_used_where_the_bytes_bear_it_out():
    assert decode("資訊公開".encode("big5"), "big5") == "資訊公開"


def test_text_without_a_label_is_known_by_its_bytes():
    assert TEXT in decode((TEXT * 5).encode("gb18030"))


def test_utf8_with_a_broken_character_stays_utf8():
    assert decode((TEXT * 5).encode()[:-1]).startswith(TEXT)
