"""Scrapy settings: what every crawl goes by, `scrapy crawl portal -a url=…` as well as `gongkai crawl`."""

from importlib.metadata import PackageNotFoundError, version

from scrapy.settings.default_settings import RETRY_EXCEPTIONS

try:
    _VERSION = version("gongkai")
except PackageNotFoundError:  # a checkout that was never installed
    _VERSION = "0"

BOT_NAME = "gongkai"
SPIDER_MODULES = ["spiders"]
SOFTWARE = f"Gongkai/{_VERSION}"
USER_AGENT = f"{SOFTWARE} (archiver of government information disclosure reports)"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.3",
    "Accept-Encoding": "gzip, deflate",  # what the archive can decode, whatever else is installed
}

# Ours; the command sets them for its run.
DATA_DIR = "data"
ALLOW_PRIVATE = False
TLS = "verified"  # or "unverified", "legacy": see spiders.registry.TlsDemand
FULL_CRAWL = False
MAX_REQUESTS = 0
PARSE_WORKERS = 2
PARSE_TIMEOUT = 120

# The browser, which makes what scripts of a page would: see crawler.browser.middleware.Terms.
BROWSER_RENDERINGS = 60
BROWSER_SECONDS = 600  # the queue of the host included, in which each request waits for the delay
BROWSER_SUBREQUEST_SECONDS = 30
BROWSER_SUBREQUEST_BYTES = 8 * 1024 * 1024

# The road of a request.
SCHEDULER = "crawler.scheduler.FrontierScheduler"
DOWNLOADER = "crawler.downloader.AnsweringDownloader"
DOWNLOAD_HANDLERS = {
    "http": "crawler.wire.ArchivingDownloadHandler",
    "https": "crawler.wire.ArchivingDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
EXTENSIONS = {
    "crawler.session.Session": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.browser.middleware.RenderingMiddleware": 200,
    "crawler.redirects.EndingRefreshes": 580,
    "crawler.refusals.RefusalMiddleware": 585,
    "crawler.decoding.DecodingMiddleware": 590,
    "crawler.redirects.EndingRedirects": 600,
    "crawler.cookies.CookiesMiddleware": 700,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # keeps and sends all, across hosts too
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # any number of codings
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,  # reads the environment
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the spider decides what is in scope
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # lets all pass when robots.txt fails
}
SPIDER_MIDDLEWARES = {
    "crawler.completion.CompletionMiddleware": 10,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # callbacks get every status
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # the frontier drops what must not travel
}
ITEM_PIPELINES = {"crawler.parsing.ParsePipeline": 100}

# Politeness: one request at a time to a host (crawler/gate.py), all in seconds.
CONCURRENT_REQUESTS = 16
DOWNLOAD_DELAY = 1.0
FIRST_REST = 10.0  # after a block; thrice as long after each further one in a row
REST_PATIENCE = 900.0  # how long a host may keep a run waiting in all
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # 429 and 503 are refusals, after which the host rests
RETRY_PRIORITY_ADJUST = -1000  # others first: so the next request shows whether it is the host
REFERRER_POLICY = "strict-origin-when-cross-origin"  # another host learns our origin, as from browsers

# Bounds.
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"  # IPv6 too; DOWNLOAD_TIMEOUT bounds it
DOWNLOAD_TIMEOUT = 60  # from the lookup of the name to the last byte
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
METAREFRESH_MAXDELAY = 3  # longer ones are pages that renew themselves
REDIRECT_MAX_TIMES = 10
RETRY_EXCEPTIONS = [*RETRY_EXCEPTIONS, "crawler.errors.Crowded", "crawler.errors.Malformed"]
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

COOKIES_ENABLED = False  # Scrapy's; ours sends them back only where a redirect asks for them
HTTPPROXY_ENABLED = False  # a proxy would be the connected peer, and its CONNECT part of the exchange
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

CONCURRENT_ITEMS = 4
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads a callback's source anew for every response
LOG_LEVEL = "INFO"
STATS_DUMP = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
