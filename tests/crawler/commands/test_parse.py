import gzip

import pytest
from typer.testing import CliRunner

from archive.reader import read_document
from crawler.commands import app
from crawler.exits import Exit
from pipelines.parse import parse
from pipelines.report import dumps
from tests.answers import SAMPLES
from tests.archive.exchanges import context, exchange, rendering, response, writer
from tests.portals.sites import SITES

runner = CliRunner()


def run(*arguments):
    return runner.invoke(app, ["parse", *map(str, arguments)])


def test_a_sample_is_a_line_of_json():
    finished = run(*SAMPLES)
    assert finished.exit_code == Exit.DONE
    assert len(finished.stdout.splitlines()) == len(SAMPLES)


def test_a_file_that_is_no_report_is_named_and_the_others_are_read(tmp_path):
    other = tmp_path / "notice.html"
    other.write_text("<html><title>关于放假的通知</title><body><p>放假三天。</p></body></html>", "utf-8")
    finished = run(other, SAMPLES[0])
    assert finished.exit_code == Exit.FINDINGS
    assert str(other) in finished.stderr
    assert len(finished.stdout.splitlines()) == 1


def test_a_folder_that_holds_nothing_is_named_and_the_others_are_read(tmp_path):
    finished = run(tmp_path, SAMPLES[0])
    assert finished.exit_code == Exit.FINDINGS
    assert f"{tmp_path} holds no file" in finished.stderr
    assert len(finished.stdout.splitlines()) == 1


@pytest.mark.parametrize("content", [b"garbage", gzip.compress(b"garbage"), b"\x1f\x8b\x08"])
def test_an_archive_that_is_damaged_and_gives_nothing_is_a_finding(tmp_path, content):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    finished = run(path)
    assert finished.exit_code == Exit.FINDINGS
    assert str(path) in finished.stderr


def test_a_page_that_was_rendered_gives_the_same_report_offline(tmp_path):
    site = SITES[0]
    truth = next(report for report in site.reports if report.sample)
    warcs = writer(tmp_path)
    shell = warcs.write(exchange(response(b"<script src=a.js></script>")), context())
    made = rendering(site.pages[truth.captures[0]].body, response_id=shell.record_id)
    place = warcs.write(made, context(rendered="no text"))
    warcs.close()
    assert run(tmp_path).stdout == dumps(parse(read_document(tmp_path, [place])).to_json()) + "\n"


def test_two_reports_of_one_issuer_and_year_are_told_apart(tmp_path):
    copies = [tmp_path / name for name in ("a.txt", "b.txt")]
    for copy in copies:
        copy.write_bytes(SAMPLES[0].read_bytes())
    lines = run(*copies).stdout.splitlines()
    assert len({line.partition('"id": ')[2][:30] for line in lines}) == 2
