"""Notices posted to an address."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from crawler.health.errors import Refused

SIGNATURE = "X-Gongkai-Signature"
"""The header with `sha256=` and the HMAC-SHA256 of the body in hexadecimal, where there is a secret."""

_LATER = (408, 425, 429)
"""Answers below 500 after which another try may do."""

SECONDS = 10.0
"""How long each step of an exchange may take."""


class _Stays(HTTPRedirectHandler):
    """Follows no redirect: a notice goes where the operator said."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Return that there is no request to go on with."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that notices are posted to as JSON; https is verified."""

    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    name: str = "webhook"

    @property
    def where(self) -> str:
        """Return the host: the rest of the address may be secret."""
        return f"webhook {urlsplit(self.url).netloc}"

    def deliver(self, notice: Mapping[str, Any]) -> None:
        """Post one notice; raise OSError for any answer but 2xx, Refused for one that will stand."""
        body = json.dumps(notice, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Gongkai"}
        if self.secret:
            headers[SIGNATURE] = f"sha256={hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()}"
        request = Request(self.url, body, headers, method="POST")  # noqa: S310 - checked where it was named
        opener = build_opener(_Stays, HTTPSHandler(context=ssl.create_default_context()))
        try:
            with opener.open(request, timeout=SECONDS):
                pass
        except HTTPError as error:
            with error:
                kind = Refused if error.code < 500 and error.code not in _LATER else OSError
                raise kind(f"http {error.code}") from None
        except HTTPException as error:
            raise OSError(f"no HTTP answer: {type(error).__name__}") from None
