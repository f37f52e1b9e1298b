from pipelines.differences import Difference, differences


def test_documents_that_say_the_same_have_none():
    document = {"title": "a", "tables": {"requests": {"received_new": {"total": 1}}}, "facts": []}
    assert differences(document, dict(document)) == ()


def test_a_cell_is_named_by_its_path():
    old = {"tables": {"requests": {"received_new": {"total": 1, "business": None}}}}
    new = {"tables": {"requests": {"received_new": {"total": 2, "business": 0}}}}
    assert differences(old, new) == (
        Difference("tables.requests.received_new.business", "changed", None, 0),
        Difference("tables.requests.received_new.total", "changed", 1, 2),
    )


def test_what_only_one_has_is_added_or_removed():
    old = {"tables": {"disputes": {"review": {"total": None}}}}
    new = {"tables": {}, "layout": None}
    assert differences(old, new) == (
        Difference("layout", "added", None, None),
        Difference("tables.disputes.review.total", "removed", None, None),
    )


def test_facts_and_anomalies_go_by_name_wherever_they_stand():
    fact, other = {"key": "review.total", "value": 3}, {"key": "staff.total", "value": 8}
    assert differences({"facts": [fact, other]}, {"facts": [other, fact]}) == ()
    assert differences({"facts": [fact]}, {"facts": [other, fact]}) == (
        Difference("facts.staff.total.key", "added", None, "staff.total"),
        Difference("facts.staff.total.value", "added", None, 8),
    )


def test_the_second_of_a_name_has_its_number():
    old = {"anomalies": [{"code": "row_sum", "where": ["a"]}]}
    new = {"anomalies": [{"code": "row_sum", "where": ["a"]}, {"code": "row_sum", "where": ["b", "c"]}]}
    assert [field.key for field in differences(old, new)] == [
        "anomalies.row_sum[1].code",
        "anomalies.row_sum[1].where",
    ]


def test_sections_go_by_their_place():
    old = {"sections": [{"text": "a"}, {"text": "b"}]}
    new = {"sections": [{"text": "a"}, {"text": "c"}]}
    assert differences(old, new) == (Difference("sections.1.text", "changed", "b", "c"),)
