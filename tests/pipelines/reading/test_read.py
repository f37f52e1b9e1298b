import pytest

from archive.capture import Capture
from pipelines import reading
from pipelines.errors import Unreadable


def capture(payload, media_type="text/plain"):
    return Capture("a.txt", 200, (), payload, media_type)


def test_a_kind_of_file_that_nothing_reads_is_refused_by_name():
    with pytest.raises(Unreadable, match="video/mp4 is not read"):
        reading.read(capture(b"x", "video/mp4"), 0)


def test_an_empty_body_is_refused():
    with pytest.raises(Unreadable, match="empty"):
        reading.read(capture(b""), 0)


@pytest.mark.parametrize("text", ["一" * 150, "规章\t1\t2\t3\n" * 10])
def test_what_any_reader_may_say_is_bounded(monkeypatch, text):
    monkeypatch.setattr(reading, "MOST", 50)
    with pytest.raises(Unreadable, match="more than 50"):
        reading.read(capture(text.encode()), 0)
