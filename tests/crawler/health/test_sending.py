import email
import email.policy
import hashlib
import hmac
import json
import logging

import pytest

from crawler import health
from crawler.database import connect
from crawler.health import notices, sending, sinks
from crawler.health.alarms import Alarm, State
from crawler.health.kinds import Kind
from crawler.health.webhook import SIGNATURE
from tests.crawler import certificates
from tests.crawler.health import receivers
from tests.crawler.health.receivers import Smtp, Sockets, Webhook, serving

pytestmark = pytest.mark.usefixtures("watchdog")


def alarm(portal="www.a.gov.cn", kind=Kind.REPORTS_NONE, state=State.NEW, text="no reports", **told):
    about = told.pop("about", "")
    return Alarm(portal, kind, about, text, {"value": 0}, "run-1", "2026-11-22T02:00:00Z", state, **told)


@pytest.fixture
def db(tmp_path):
    connection = connect(tmp_path)
    yield connection
    connection.close()


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(sending, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(sending, "LONGEST", 20.0)


@pytest.fixture
def context(tmp_path, monkeypatch):
    """A server's TLS by an issuer that the client trusts."""
    root = certificates.sign("root")
    monkeypatch.setenv("SSL_CERT_FILE", certificates.trusted(tmp_path, root))
    return certificates.server(tmp_path, certificates.sign("server", root, host="127.0.0.1"))


def unsent(db):
    return db.execute("SELECT sink, run FROM unsent ORDER BY id").fetchall()


def test_a_notice_is_posted_as_documented(db):
    new = alarm(text="no reports; 38-42 in the last 12 runs")
    alarms = [alarm("b", state=State.OVER), new, alarm("c", state=State.LASTING), alarm("d", muted=True)]
    with serving(Webhook()) as hook:
        assert health.send(db, alarms, "run-9", [sinks.webhook(hook.url)]) == []
    [(path, headers, body)] = hook.posts
    notice = json.loads(body)
    assert (path, headers["Content-Type"]) == ("/hook?token=hidden", "application/json; charset=utf-8")
    assert set(notice) == {"version", "run", "at", "title", "text", "counts", "alarms", "left_out"}
    assert (notice["version"], notice["run"], notice["left_out"]) == (1, "run-9", 0)
    assert notice["title"] == "Gongkai: 1 new alarm, 1 over (www.a.gov.cn, …)"
    assert notice["counts"] == {"new": 1, "over": 1, "lasting": 1}
    assert notice["alarms"] == [new.to_json(), alarms[0].to_json()]
    assert notice["text"].splitlines()[1:] == [
        "www.a.gov.cn: reports_none: no reports; 38-42 in the last 12 runs",
        "over: b: reports_none: no reports (since 2026-11-22)",
    ]
    assert unsent(db) == []
    assert SIGNATURE not in headers


def test_what_is_signed_can_be_held_against_the_secret(db):
    with serving(Webhook()) as hook:
        health.send(db, [alarm()], "run-9", [sinks.webhook(hook.url, "s3cret")])
    [(_, headers, body)] = hook.posts
    assert headers[SIGNATURE] == f"sha256={hmac.new(b's3cret', body, hashlib.sha256).hexdigest()}"


def test_a_run_without_news_is_not_told(db):
    with serving(Webhook()) as hook:
        quiet = [alarm(state=State.LASTING), alarm("b", muted=True)]
        assert health.send(db, quiet, "run-9", [sinks.webhook(hook.url)]) == []
    assert hook.posts == []


def test_a_flood_of_alarms_is_a_bounded_notice():
    alarms = [alarm(f"portal-{number}", text="x" * 5000) for number in range(3000)]
    notice = notices.notice(alarms, "run-9")
    assert (len(notice["alarms"]), notice["left_out"]) == (50, 2950)
    assert len(notice["text"]) < 20_000
    assert notice["text"].endswith("… and 2950 more")


def test_a_receiver_that_fails_at_first_is_asked_again(db):
    with serving(Webhook(500, 429, 200)) as hook:
        assert health.send(db, [alarm()], "run-9", [sinks.webhook(hook.url)]) == []
    assert len(hook.posts) == 3


@pytest.mark.parametrize(("status", "posts"), [(500, 3), (503, 3), (429, 3), (404, 1), (401, 1), (302, 1)])
def test_what_is_not_taken_is_logged_and_sent_with_the_next_run(db, caplog, status, posts):
    with serving(Webhook(status)) as hook:
        [wrong] = health.send(db, [alarm()], "run-8", [sinks.webhook(hook.url)])
        assert len(hook.posts) == posts
    assert f"http {status}" in wrong
    assert "1 kept for the next run" in wrong
    assert "hidden" not in wrong + caplog.text, "an address may hold a secret"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert unsent(db) == [("webhook", "run-8")]
    with serving(Webhook()) as hook:
        assert health.send(db, [alarm("b")], "run-9", [sinks.webhook(hook.url)]) == []
    assert [json.loads(body)["run"] for _, _, body in hook.posts] == ["run-8", "run-9"]
    assert unsent(db) == []


def test_a_run_without_news_sends_what_earlier_ones_could_not(db):
    health.send(db, [alarm()], "run-8", [sinks.webhook("http://127.0.0.1:9/")])
    with serving(Webhook()) as hook:
        health.send(db, [], "run-9", [sinks.webhook(hook.url)])
    assert [json.loads(body)["run"] for _, _, body in hook.posts] == ["run-8"]


def test_of_what_could_not_be_sent_for_long_the_newest_is_kept(db, monkeypatch):
    monkeypatch.setattr(sending, "KEPT", 3)
    for number in range(5):
        health.send(db, [alarm()], f"run-{number}", [sinks.webhook("http://127.0.0.1:9/")])
    assert [run for _, run in unsent(db)] == ["run-2", "run-3", "run-4"]


def test_a_notice_that_is_refused_keeps_no_other_waiting(db, caplog):
    for number in range(3):
        health.send(db, [alarm()], f"run-{number}", [sinks.webhook("http://127.0.0.1:9/")])
    with serving(Webhook(413, 200)) as hook:
        assert health.send(db, [alarm()], "run-9", [sinks.webhook(hook.url)]) == []
    assert [json.loads(body)["run"] for _, _, body in hook.posts] == ["run-0", "run-9", "run-1", "run-2"]
    assert "http 413; others are taken" in caplog.text
    assert unsent(db) == []


def test_a_receiver_that_refuses_all_is_asked_for_the_oldest_and_the_newest(db):
    for number in range(3):
        health.send(db, [alarm()], f"run-{number}", [sinks.webhook("http://127.0.0.1:9/")])
    with serving(Webhook(404)) as hook:
        [wrong] = health.send(db, [alarm()], "run-9", [sinks.webhook(hook.url)])
    assert len(hook.posts) == 2
    assert "http 404; 4 kept for the next run" in wrong
    assert len(unsent(db)) == 4


def test_a_redirect_is_not_followed(db):
    with serving(Webhook()) as elsewhere, serving(Webhook(307, location=elsewhere.url)) as hook:
        [wrong] = health.send(db, [alarm()], "run-9", [sinks.webhook(hook.url)])
    assert "http 307" in wrong
    assert elsewhere.posts == []


@pytest.mark.parametrize("does", [receivers.hangs, receivers.trickles, receivers.cuts_off, receivers.babbles])
@pytest.mark.parametrize("kind", ["webhook", "mail"])
def test_a_receiver_that_misbehaves_never_holds_a_run_up(db, monkeypatch, does, kind):
    monkeypatch.setattr(sending, "LONGEST", 1.0)
    with serving(Sockets(does)) as server:
        sink = (
            sinks.webhook(f"http://127.0.0.1:{server.port}/")
            if kind == "webhook"
            else sinks.mail(f"smtp+plain://127.0.0.1:{server.port}", "g@a.cn", ["o@a.cn"])
        )
        [wrong] = health.send(db, [alarm()], "run-9", [sink])
        assert server.connections
    assert "1 kept" in wrong
    assert unsent(db) == [(kind, "run-9")]


def test_one_receiver_that_fails_keeps_no_other_from_its_notice(db):
    with serving(Smtp()) as server:
        both = [sinks.webhook("http://127.0.0.1:9/"), plain(server)]
        [wrong] = health.send(db, [alarm()], "run-9", both)
    assert wrong.startswith("webhook 127.0.0.1:9: ")
    assert len(server.mails) == 1
    assert unsent(db) == [("webhook", "run-9")]


def test_https_is_verified(db, context, tmp_path):
    with serving(Webhook(context=context)) as hook:
        assert health.send(db, [alarm()], "run-8", [sinks.webhook(hook.url)]) == []
        assert len(hook.posts) == 1
    stranger = certificates.server(tmp_path, certificates.sign("stranger", host="127.0.0.1"))
    with serving(Webhook(context=stranger)) as hook:
        [wrong] = health.send(db, [alarm()], "run-9", [sinks.webhook(hook.url)])
    assert "CERTIFICATE_VERIFY_FAILED" in wrong
    assert hook.posts == []


def plain(server, *recipients):
    return sinks.mail(f"smtp+plain://127.0.0.1:{server.port}", "gongkai@a.cn", recipients or ("o@a.cn",))


def parsed(server):
    return email.message_from_bytes(server.mails[0][2], policy=email.policy.default)


def test_a_notice_comes_by_mail_in_chinese_too(db):
    told = alarm("新乡市", text="列表「政府信息公开年报」不见了", about="http://a.gov.cn/年报/")
    with serving(Smtp()) as server:
        assert health.send(db, [told], "run-9", [plain(server, "o@a.cn", "p@a.cn")]) == []
    sender, recipients, _ = server.mails[0]
    assert (sender.split()[0], recipients) == ("FROM:<gongkai@a.cn>", ["TO:<o@a.cn>", "TO:<p@a.cn>"])
    mail = parsed(server)
    assert mail["Subject"] == "Gongkai: 1 new alarm (新乡市)"
    assert (mail["From"], mail["To"], mail["Auto-Submitted"]) == (
        "gongkai@a.cn",
        "o@a.cn, p@a.cn",
        "auto-generated",
    )
    assert mail["Message-ID"] == "<run-9@gongkai.invalid>"
    text = mail.get_content()
    assert "新乡市: reports_none http://a.gov.cn/年报/: 列表「政府信息公开年报」不见了" in text
    assert "  value: 0" in text


def test_what_comes_from_a_portal_makes_no_header_of_its_own(db):
    sly = alarm("a.cn\r\nBcc: all@b.cn\r\n\r\nBody", text="x\r\nSubject: y")
    with serving(Smtp()) as server:
        assert health.send(db, [sly], "run-9", [plain(server)]) == []
    mail = parsed(server)
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject")) == 1
    assert "Bcc: all@b.cn" in mail["Subject"]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_password_travels_by_tls_only(db, context, scheme):
    with serving(Smtp(context=context, at_once=scheme == "smtps", login=("u@a.cn", "geheim"))) as server:
        address = f"{scheme}://u%40a.cn@127.0.0.1:{server.port}"
        assert health.send(db, [alarm()], "run-9", [sinks.mail(address, None, ["o@a.cn"], "geheim")]) == []
    assert server.secured == [True]
    assert server.logins == [("u@a.cn", "geheim")]
    assert parsed(server)["From"] == "u@a.cn"


def test_a_server_without_starttls_is_not_told_a_word(db):
    with serving(Smtp()) as server:
        sink = sinks.mail(f"smtp://127.0.0.1:{server.port}", "g@a.cn", ["o@a.cn"])
        [wrong] = health.send(db, [alarm()], "run-9", [sink])
        assert server.connections == 1, "it would say the same again"
    assert "STARTTLS" in wrong
    assert server.mails == []


def test_a_wrong_password_is_tried_once(db, context):
    with serving(Smtp(context=context, login=("u", "right"))) as server:
        sink = sinks.mail(f"smtp://u@127.0.0.1:{server.port}", "g@a.cn", ["o@a.cn"], "wrong")
        [wrong] = health.send(db, [alarm()], "run-9", [sink])
        assert len(server.logins) == 1
    assert "535" in wrong
    assert "wrong" not in wrong


def test_recipients_that_are_refused_are_logged_and_the_others_not_sent_it_twice(db, caplog):
    with serving(Smtp(refuses=("p@a.cn",))) as server:
        assert health.send(db, [alarm()], "run-9", [plain(server, "o@a.cn", "p@a.cn")]) == []
        assert "mail refused for p@a.cn" in caplog.text
        [wrong] = health.send(db, [alarm()], "run-10", [plain(server, "p@a.cn")])
    assert "nobody" in wrong
    assert len(server.mails) == 1
    assert unsent(db) == [("mail", "run-10")]


def test_a_server_that_is_busy_is_asked_again(db):
    with serving(Smtp(answers={"MAIL": "451 later"})) as server:
        [wrong] = health.send(db, [alarm()], "run-9", [plain(server)])
        assert server.connections == 3
    assert "1 kept" in wrong


def test_a_server_that_refuses_is_asked_once(db):
    with serving(Smtp(answers={"MAIL": "550 not you"})) as server:
        [wrong] = health.send(db, [alarm()], "run-9", [plain(server)])
        assert server.connections == 1
    assert "not you" in wrong


@pytest.mark.parametrize("said", ["250 bye", "421 too long", "500 what"])
def test_a_mail_that_was_taken_is_not_sent_again_whatever_the_server_says_at_the_end(db, said):
    with serving(Smtp(answers={"QUIT": said})) as server:
        assert health.send(db, [alarm()], "run-9", [plain(server)]) == []
    assert len(server.mails) == 1
    assert unsent(db) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"webhook_url": "ftp://a.cn/"}, "--webhook must be an http or https address"),
        ({"webhook_url": "http://"}, "--webhook must be"),
        ({"webhook_url": "http://u:p@a.cn/"}, "without a user's name"),
        ({"webhook_url": "http://a.cn:99999/"}, "--webhook: Port out of range"),
        ({"webhook_url": "http://a.cn/\r\nX: y"}, "--webhook"),
        ({"webhook_url": "http://a.cn/通知"}, "as %E9…"),
        ({"webhook_url": "http://例子.cn/"}, "as xn--…"),
        ({"recipients": ["o@a.cn"]}, "--mail needs --mail-server"),
        ({"recipients": ["o@a.cn"], "server": "mail.a.cn"}, "--mail-server must be smtps://"),
        ({"recipients": ["o@a.cn"], "server": "smtp://u:p@mail.a.cn"}, "no password"),
        ({"recipients": ["o@a.cn"], "server": "smtp://u@mail.a.cn"}, "set GONGKAI_MAIL_PASSWORD"),
        ({"recipients": ["o@a.cn"], "server": "smtp+plain://u@mail.a.cn"}, "in clear"),
        ({"recipients": ["o@a.cn"], "server": "smtp://mail.a.cn"}, "--mail needs --mail-from"),
        (
            {"recipients": ["o@a.cn\nBcc: x@y.cn"], "server": "smtp://m.cn", "sender": "g@a.cn"},
            "is no mail address",
        ),
        (
            {"recipients": ["o@a.cn"], "server": "smtp://m.cn", "sender": "g a.cn"},
            "'g a.cn' is no mail address",
        ),
    ],
)
def test_what_cannot_be_a_receiver_is_refused_at_the_door(given, said):
    asked = {"webhook_url": None, "recipients": [], "server": None, "sender": None} | given
    with pytest.raises(health.BadSink, match=said.replace("+", r"\+")):
        sinks.of(**asked, environ={})


def test_secrets_come_from_the_environment_or_from_files(tmp_path):
    file = tmp_path / "secret"
    file.write_text("geheim\n")
    assert sinks.secret("GONGKAI_X", {"GONGKAI_X": "a"}) == "a"
    assert sinks.secret("GONGKAI_X", {"GONGKAI_X_FILE": str(file)}) == "geheim"
    assert sinks.secret("GONGKAI_X", {}) is None
    for wrong in ({"GONGKAI_X": "a", "GONGKAI_X_FILE": "b"}, {"GONGKAI_X_FILE": str(tmp_path / "none")}):
        with pytest.raises(health.BadSink, match="GONGKAI_X"):
            sinks.secret("GONGKAI_X", wrong)
    for content in ("", "two\nlines", "x" * 5000):
        file.write_text(content)
        with pytest.raises(health.BadSink, match="the secret alone"):
            sinks.secret("GONGKAI_X", {"GONGKAI_X_FILE": str(file)})


def test_options_make_receivers_that_show_no_secret():
    environ = {"GONGKAI_WEBHOOK_SECRET": "s3cret", "GONGKAI_MAIL_PASSWORD": "geheim"}
    made = sinks.of("https://hooks.a.cn/T0KEN", ["o@a.cn"], "smtps://u@mail.a.cn", "g@a.cn", environ)
    assert [one.where for one in made] == ["webhook hooks.a.cn", "mail mail.a.cn:465"]
    assert not any(word in repr(made) for word in ("T0KEN", "s3cret", "geheim"))
    assert sinks.of(None, [], None, None, {}) == ()


def test_a_killed_run_has_kept_what_it_was_to_send(db, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sending, "_tried", killed)
    with pytest.raises(KeyboardInterrupt):
        health.send(db, [alarm()], "run-9", [sinks.webhook("http://127.0.0.1:9/")])
    assert unsent(db) == [("webhook", "run-9")]
