import os
import socket
import sys
from datetime import UTC, datetime

import pytest

from crawler import chromium
from crawler import clock as time_of_day
from crawler.doctor import clock as clocks
from crawler.doctor import limits as bounds
from crawler.doctor import packages as installed
from crawler.doctor import reading, rendering
from crawler.doctor.clock import clock
from crawler.doctor.diagnosis import Case, Verdict
from crawler.doctor.limits import limits
from crawler.doctor.network import network
from crawler.doctor.packages import packages
from crawler.doctor.reading import recognition
from crawler.doctor.rendering import browser
from pipelines.reading import ocr


def said(check, case):
    return {one.about: one for one in check(case)}


def case(tmp_path, *addresses, online=False):
    return Case(tmp_path, addresses, online)


def needed(there, what):
    if not there and "CI" not in os.environ:
        pytest.skip(f"{what} is not installed")


def test_packages_of_other_versions_are_named(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "typer==0.0.1 \\\n    --hash=sha256:00\nnot-there==1 ; python_version > '3'\nlxml==0 ; python_version < '3'\n"
    )
    monkeypatch.setattr(installed, "LOCK", lock)
    found = said(packages, case(tmp_path))["packages"]
    assert (found.verdict, found.text.count("==")) == (Verdict.WARNING, 1)
    assert "typer" in found.text


def test_a_package_that_is_required_and_not_there_is_a_fault(tmp_path, monkeypatch):
    needs = ["typer>=99", "not-there>=1", "lxml", "rapidocr; extra == 'ocr'"]
    monkeypatch.setattr(installed.metadata, "requires", lambda _name: needs)
    found = said(packages, case(tmp_path))["packages"]
    assert found.verdict is Verdict.FAULT
    assert all(name in found.text for name in ("typer>=99", "not-there>=1 (there is none)"))
    assert "lxml" not in found.text
    assert "rapidocr" not in found.text


def test_a_clock_behind_what_is_known_is_a_fault(tmp_path, monkeypatch):
    (tmp_path / "warc" / "a").mkdir(parents=True)
    assert said(clocks.clock, case(tmp_path))["clock"]
    monkeypatch.setattr(clocks, "_kept", lambda: iter(()))
    assert said(clock, case(tmp_path))["clock"].verdict is Verdict.OK
    monkeypatch.setattr(time_of_day, "epoch", lambda: datetime(2001, 1, 1, tzinfo=UTC).timestamp())
    assert said(clock, case(tmp_path))["clock"].verdict is Verdict.FAULT


@pytest.mark.parametrize(("told", "verdict"), [("no", Verdict.WARNING), ("yes", Verdict.OK)])
def test_a_clock_that_nobody_keeps_is_told(tmp_path, monkeypatch, told, verdict):
    (tmp_path / "timedatectl").write_text(f"#!/bin/sh\necho {told}\n")
    (tmp_path / "timedatectl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert said(clock, case(tmp_path))["clock"].verdict is verdict


def test_few_open_files_and_little_memory_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds.resource, "getrlimit", lambda _which: (256, 256))
    monkeypatch.setattr(bounds, "memory_for_a_night", lambda: 300_000_000)
    found = said(limits, case(tmp_path))
    assert {one.verdict for one in found.values()} == {Verdict.WARNING}
    assert found["memory"].text.startswith("a night takes 300.0 MB")


def test_names_are_resolved_and_portals_asked_only_online(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = f"http://127.0.0.1:{server.getsockname()[1]}/"
        found = said(network, case(tmp_path, here))
        assert "portals" not in found
        assert found["names"].verdict is Verdict.OK
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
        assert said(network, case(tmp_path, here, online=True))["portals"].verdict is Verdict.OK
    nobody = said(network, case(tmp_path, here, online=True))["portals"]
    assert (nobody.verdict, here in nobody.text) == (Verdict.FAULT, True)


def test_a_name_that_does_not_resolve_counts_more_online(tmp_path):
    nowhere = "http://nowhere.invalid/"
    assert said(network, case(tmp_path, nowhere))["names"].verdict is Verdict.WARNING
    assert said(network, case(tmp_path, nowhere, online=True))["names"].verdict is Verdict.FAULT


def test_an_empty_trust_store_and_a_proxy_are_told(tmp_path, monkeypatch):
    (tmp_path / "none.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    found = said(network, case(tmp_path))
    assert found["certificates"].verdict is Verdict.FAULT
    assert found["proxy"].verdict is Verdict.WARNING


def test_ocr_reads_what_is_drawn(tmp_path, monkeypatch):
    needed(ocr.missing() is None, "OCR")
    assert said(recognition, case(tmp_path))["OCR"].verdict is Verdict.OK
    monkeypatch.setattr("pipelines.reading.ocr.model._decoded", lambda _: ocr.model.Recognized("8", (1.0,)))
    assert "reads '8'" in said(recognition, case(tmp_path))["OCR"].text


def test_a_library_that_the_system_lacks_for_ocr_is_no_package_s_fault(tmp_path, monkeypatch):
    def lacking():
        raise ImportError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(ocr, "missing", lambda: None)
    monkeypatch.setattr(reading, "_read", lacking)
    found = said(recognition, case(tmp_path))["OCR"]
    assert (found.verdict, "libgomp1" in found.remedy) == (Verdict.FAULT, True)


def test_without_ocr_there_is_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "missing", lambda: "a remedy")
    assert said(recognition, case(tmp_path))["OCR"].verdict is Verdict.WARNING


def test_the_browser_shows_a_page_with_characters(tmp_path):
    needed(chromium.find(), "Chromium")
    found = list(browser(case(tmp_path)))
    assert found[0].verdict is Verdict.OK, found
    assert ("without its sandbox" in " ".join(one.text for one in found)) == (not chromium.is_sandboxed())


def test_characters_that_look_alike_are_boxes(tmp_path, monkeypatch):
    needed(chromium.find(), "Chromium")
    monkeypatch.setattr(rendering, "_DRAWN", rendering._DRAWN.replace('drawn("公")', 'drawn("开")'))
    assert said(browser, case(tmp_path))["fonts"].verdict is Verdict.WARNING


def test_a_browser_that_does_not_start_is_a_fault_and_none_a_warning(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_CHROMIUM", sys.executable)
    found = said(browser, case(tmp_path))["browser"]
    assert found.verdict is Verdict.FAULT
    assert "sandbox" not in found.remedy.lower(), "it is no browser at all"
    (tmp_path / "file").touch()
    for path in (tmp_path / "none", tmp_path / "file"):
        monkeypatch.setenv("GONGKAI_CHROMIUM", str(path))
        found = said(browser, case(tmp_path))["browser"]
        assert found.verdict is Verdict.WARNING
        assert str(path) in found.text
