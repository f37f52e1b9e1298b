"""Notices sent by mail."""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from typing import Any

from crawler import clock
from crawler.health.errors import Refused

SECONDS = 10.0
"""How long each step of an exchange may take."""

LONGEST_SUBJECT = 200
"""Characters."""


logger = logging.getLogger(__name__)


class Security(StrEnum):
    """What a server's address begins with: TLS from the start, STARTTLS demanded, or neither."""

    TLS = "smtps"
    STARTTLS = "smtp"
    PLAIN = "smtp+plain"


PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.PLAIN: 25}
"""The port of each where the address names none."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Mailboxes that notices go to, by one server."""

    host: str
    port: int
    security: Security
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    name: str = "mail"

    @property
    def where(self) -> str:
        """Return the server."""
        return f"mail {self.host}:{self.port}"

    def deliver(self, notice: Mapping[str, Any]) -> None:
        """Send one notice; raise OSError where it was not taken, Refused where trying again would bring the same.

        A recipient that is refused beside others is only logged: those would get it twice.
        """
        try:
            refused = self._send(message(notice, self.sender, self.recipients))
        except smtplib.SMTPException as error:
            if _will_stand(error):
                raise Refused(f"{type(error).__name__}: {error}") from None
            raise
        if refused:
            logger.error("mail refused for %s", ", ".join(refused))

    def _send(self, mail: EmailMessage) -> dict[str, Any]:
        """Send a mail and return the recipients that were refused."""
        context = ssl.create_default_context()
        if self.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.security is Security.STARTTLS:
                server.starttls(context=context)
            if self.user and self.password:
                server.login(self.user, self.password)
            return server.send_message(mail)
        finally:
            # a mail that was taken is taken, whatever the server says at the end
            with suppress(OSError):
                server.quit()


def _will_stand(error: smtplib.SMTPException) -> bool:
    """Return whether another try would bring the same: a code of 500 or more, or what the server does not offer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPNotSupportedError) or getattr(error, "smtp_code", 0) >= 500


def message(notice: Mapping[str, Any], sender: str, recipients: tuple[str, ...]) -> EmailMessage:
    """Return a notice as a mail: its title, its text, and where to look; what came from portals is on one line."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(str(notice["title"]).split())[:LONGEST_SUBJECT]
    mail["From"], mail["To"] = sender, ", ".join(recipients)
    mail["Date"] = format_datetime(clock.instant())
    mail["Message-ID"] = f"<{notice['run']}@gongkai.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join([notice["text"], "", *_evidence(notice)]), cte="base64")
    return mail


def _evidence(notice: Mapping[str, Any]) -> Iterator[str]:
    for alarm in notice["alarms"]:
        yield f"{alarm['portal'] or 'the run'}: {alarm['kind']} since {alarm['since_at']}, run {alarm['since']}"
        for key, value in alarm["evidence"].items():
            yield f"  {key}: {json.dumps(value, ensure_ascii=False)}"
