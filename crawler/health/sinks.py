"""Where notices go: a webhook, a mailbox; and how both are named at the door."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.health.errors import BadSink
from crawler.health.mail import PORTS, Mail, Security
from crawler.health.webhook import Webhook

LONGEST_SECRET = 4096
"""Bytes of a file that holds a secret."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")


class Sink(Protocol):
    """A receiver of notices; `name` is what unsent ones are kept under, `where` what a log may say of it."""

    @property
    def name(self) -> str:
        """Return `webhook` or `mail`."""

    @property
    def where(self) -> str:
        """Return the receiver without what may be secret."""

    def deliver(self, notice: Mapping[str, Any]) -> None:
        """Send one notice; raise OSError (timeouts, refusals, TLS) or SMTPException where it was not taken."""


def of(
    webhook_url: str | None,
    recipients: Sequence[str],
    server: str | None,
    sender: str | None,
    environ: Mapping[str, str],
) -> tuple[Sink, ...]:
    """Return the receivers that options name, their secrets taken from the environment or files that it names.

    `GONGKAI_WEBHOOK_SECRET` signs what goes to the webhook, `GONGKAI_MAIL_PASSWORD` is the mail server's; with `_FILE`
    after the name, a file holds it. Raises BadSink.
    """
    found: list[Sink] = []
    if webhook_url:
        found.append(webhook(webhook_url, secret("GONGKAI_WEBHOOK_SECRET", environ)))
    if recipients:
        if not server:
            raise BadSink("--mail needs --mail-server, such as smtp://user@mail.example.cn:587")
        found.append(mail(server, sender, recipients, secret("GONGKAI_MAIL_PASSWORD", environ)))
    return tuple(found)


def webhook(url: str, secret: str | None = None) -> Webhook:
    """Return the webhook at an http or https address; with a secret, what it gets is signed."""
    parts = _split("--webhook", url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise BadSink("--webhook must be an http or https address without a user's name")
    return Webhook(url, secret)


def mail(server: str, sender: str | None, recipients: Sequence[str], password: str | None = None) -> Mail:
    """Return a mailbox by its server: `smtps://` (TLS), `smtp://` (STARTTLS) or `smtp+plain://` (neither, no login)."""
    parts = _split("--mail-server", server)
    if parts.scheme not in PORTS or not parts.hostname or parts.password or parts.path not in {"", "/"}:
        schemes = ", ".join(f"{scheme}://" for scheme in PORTS)
        raise BadSink(
            f"--mail-server must be {schemes} with a host, such as smtp://user@mail.example.cn:587; no password"
        )
    user = unquote(parts.username) if parts.username else None
    if user and parts.scheme == Security.PLAIN:
        raise BadSink("--mail-server smtp+plain:// would send the password in clear; use smtp:// or smtps://")
    if user and not password:
        raise BadSink(
            f"--mail-server names the user {user}: set GONGKAI_MAIL_PASSWORD or GONGKAI_MAIL_PASSWORD_FILE"
        )
    for address in (*recipients, *([sender] if sender else [])):
        if not _ADDRESS.fullmatch(address):
            raise BadSink(f"{address!r} is no mail address")
    sender = sender or (user if user and _ADDRESS.fullmatch(user) else None)
    if sender is None:
        raise BadSink("--mail needs --mail-from, the address that mails come from")
    security = Security(parts.scheme)
    return Mail(
        parts.hostname, parts.port or PORTS[security], security, sender, tuple(recipients), user, password
    )


def secret(name: str, environ: Mapping[str, str]) -> str | None:
    """Return a secret from a variable, or from the file that the variable with `_FILE` after its name has."""
    value, file = environ.get(name), environ.get(f"{name}_FILE")
    if value and file:
        raise BadSink(f"both {name} and {name}_FILE are set; unset one")
    if not file:
        return value or None
    try:
        with Path(file).open("rb") as stream:
            text = stream.read(LONGEST_SECRET + 1).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSink(f"{name}_FILE: {file} cannot be read: {error}") from error
    if not text or len(text) > LONGEST_SECRET or "\n" in text:
        raise BadSink(f"{name}_FILE: {file} must hold the secret alone, on one line")
    return text


def _split(option: str, address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise BadSink(f"{option}: {error}") from error
    if not address.isascii() or any(not character.isprintable() or character == " " for character in address):
        raise BadSink(
            f"{option} must hold no blanks, and others than ASCII as %E9… or, in a host's name, as xn--…"
        )
    return parts
