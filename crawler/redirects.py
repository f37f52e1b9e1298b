"""Redirects, of responses and of pages, that end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.redirect import (
    BaseRedirectMiddleware,
    MetaRefreshMiddleware,
    RedirectMiddleware,
)
from scrapy.exceptions import IgnoreRequest

from spiders.links import LONGEST

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

MOST_RETURNS = 2
"""How often a chain of redirects may come to one address: a gate sets its cookie the first time."""


class _Ending(BaseRedirectMiddleware):
    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Follow a redirect; one to what is no address stays the answer it is."""
        try:
            return super().process_response(request, response)  # type: ignore[misc,no-any-return]
        except ValueError:
            return response

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:  # noqa: ANN401 - Scrapy's
        been = [*request.meta.get("redirect_urls", ()), request.url]
        if len(redirected.url) > LONGEST or been.count(redirected.url) >= MOST_RETURNS:
            raise IgnoreRequest("max redirections reached")
        onward = super()._redirect(redirected, request, reason)
        onward.dont_filter = onward.dont_filter or onward.url in been
        return onward


class EndingRedirects(_Ending, RedirectMiddleware):  # type: ignore[misc] # theirs may be given a spider too
    """Follows `Location`."""


class EndingRefreshes(_Ending, MetaRefreshMiddleware):  # type: ignore[misc] # as above
    """Follows `<meta http-equiv=refresh>`."""
