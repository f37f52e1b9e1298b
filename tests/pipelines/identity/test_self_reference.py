import pytest

from pipelines.identity.self_reference import division_spoken_of


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["我市高度重视。", "本市各部门"], "市"),
        (["我街道", "我街道办事处"], "街道"),
        (["我市", "我市", "我市", "我省"], "市"),
        (["我市高度重视。"], None),
        (["我市", "我县"], None),
        (["我市", "我市", "我局"], None),
        (["我市", "我市", "本机关"], None),
        (["全市", "全市"], None),
        ([], None),
    ],
)
def test_a_government_speaks_of_its_own_division(texts, name):
    assert division_spoken_of(texts) == name
