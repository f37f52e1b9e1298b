"""Scrapy settings: what every crawl goes by, `scrapy crawl portal -a url=…` as well as `gongkai crawl`."""

import os
from importlib.metadata import PackageNotFoundError, version

from scrapy.settings.default_settings import RETRY_EXCEPTIONS

from archive import writer
from crawler import politeness, worker

try:
    _VERSION = version("gongkai")
except PackageNotFoundError:  # a checkout that was never installed
    _VERSION = "0"

BOT_NAME = "gongkai"
SPIDER_MODULES = ["spiders"]
SOFTWARE = f"Gongkai/{_VERSION}"


def user_agent(contact: str | None = None) -> str:
    """Return who we say we are, with the mail or web address at which the crawl's owner is reached."""
    about = "archiver of government information disclosure reports"
    return f"{SOFTWARE} (+{contact}; {about})" if contact else f"{SOFTWARE} ({about})"


USER_AGENT = user_agent()
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.3",
    "Accept-Encoding": "gzip, deflate",  # what the archive can decode, whatever else is installed
}

# Ours; the command sets them for its run.
DATA_DIR = "data"
DEAD_REASONS: list[
    str
] = []  # where what was dead is asked for again: only what was so for one of these reasons
# Who answers for the crawl, in WARC files; else who started it.
OPERATOR = os.environ.get("GONGKAI_OPERATOR", "")
WARC_BYTES = writer.MAX_BYTES  # after which an archive file is closed and another begun
EXCLUDE: list[str] = []  # path patterns of addresses that are never asked for
RUN_ID = ""  # the run that WARC files name; one is made up where there is none
QUEUE_ENDING = ""  # what the name that requests go by has after the portal's
ALLOW_PRIVATE = False  # whether peers may be other than of the public internet
TLS = "verified"  # or "unverified", "legacy": see spiders.registry.TlsDemand
DEPTH = "look"  # or "night", "full", "dead": see crawler.depth.Depth
MAX_REQUESTS = 0  # of a portal in one run; 0 for no limit
PARSE_WORKERS = 2  # processes that read documents
PARSE_TIMEOUT = worker.SECONDS  # of computing for a document; then its process is ended, and it is refused

# The browser, which makes what scripts of a page would: see crawler.browser.middleware.Terms.
BROWSER_RENDERINGS = 500
BROWSER_SECONDS = 600  # the queue of the host included, in which each request waits for the delay
BROWSER_SUBREQUEST_SECONDS = 30
BROWSER_SUBREQUEST_BYTES = 8 * 1024 * 1024

# The road of a request: what is not named here is not there, whatever Scrapy has by default.
SCHEDULER = "crawler.scheduler.FrontierScheduler"
DOWNLOADER = "crawler.downloader.AnsweringDownloader"
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "crawler.wire.ArchivingDownloadHandler")
EXTENSIONS = {
    "crawler.runs.alone.Alone": -10,
    "crawler.session.Session": 0,
    "crawler.statistics.Statistics": 10,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.excluding.ExclusionMiddleware": 50,
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.browser.middleware.RenderingMiddleware": 200,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "crawler.redirects.EndingRefreshes": 580,
    "crawler.refusals.RefusalMiddleware": 585,
    "crawler.decoding.DecodingMiddleware": 590,
    "crawler.redirects.EndingRedirects": 600,
    "crawler.cookies.CookiesMiddleware": 700,
    "crawler.conditional.ConditionalMiddleware": 750,
}
SPIDER_MIDDLEWARES = {
    "crawler.completion.CompletionMiddleware": 10,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": 800,
}
ITEM_PIPELINES = {"crawler.parsing.ParsePipeline": 100}
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
EXTENSIONS_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}

# Politeness: one request at a time to a host (crawler/gate.py), all in seconds.
CONCURRENT_REQUESTS = 16
DOWNLOAD_DELAY = 1.0
FIRST_REST = 10.0  # after a block; thrice as long after each further one in a row
SILENT = politeness.SILENT
REST_PATIENCE = 900.0  # how long a host may keep a run waiting in all
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # 429 and 503 are refusals, after which the host rests
RETRY_PRIORITY_ADJUST = -1000  # others first: so the next request shows whether it is the host
REFERRER_POLICY = "strict-origin-when-cross-origin"  # another host learns our origin, as from browsers

# Bounds.
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"  # IPv6 too; DOWNLOAD_TIMEOUT bounds it
DOWNLOAD_TIMEOUT = 60  # from the lookup of the name to the last byte
STOP_GRACE = 10.0  # seconds for what is under way once the crawl is stopping; it is asked for again
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
METAREFRESH_MAXDELAY = 3  # longer ones are pages that renew themselves
REDIRECT_MAX_TIMES = 10
URLLENGTH_LIMIT = 2000
RETRY_EXCEPTIONS = [*RETRY_EXCEPTIONS, "crawler.errors.Crowded", "crawler.errors.Malformed"]
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

CONCURRENT_ITEMS = 4
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads a callback's source anew for every response
LOG_LEVEL = "INFO"
STATS_DUMP = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
