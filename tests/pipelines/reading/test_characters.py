import pytest

from pipelines.reading.characters import clean
from pipelines.report import dumps


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("⽬录", "目录"),
        ("\u2f3e籍门\u2f3e", "户籍门户"),
        ("收到\ud800申请", "收到\ufffd申请"),
        ("０〔2015〕", "０〔2015〕"),
        ("a\u200b\x00 \n b", "a b"),
    ],
)
def test_text_has_one_form_that_can_be_written(text, wanted):
    assert clean(text) == wanted
    assert dumps(clean(text)).encode()
