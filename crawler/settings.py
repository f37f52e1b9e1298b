"""Scrapy settings: what every crawl goes by, `scrapy crawl portal -a url=…` as well as `gongkai crawl`."""

from importlib.metadata import PackageNotFoundError, version

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
FULL_CRAWL = False
MAX_REQUESTS = 0
PARSE_WORKERS = 2
PARSE_TIMEOUT = 120

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
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the spider decides what is in scope
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # lets all pass when robots.txt fails
}
SPIDER_MIDDLEWARES = {
    "crawler.completion.CompletionMiddleware": 10,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # callbacks get every status
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # the frontier drops what must not travel
}
ITEM_PIPELINES = {"crawler.parsing.ParsePipeline": 100}

# Politeness: one request at a time to a host, the delay as it is set.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
COOKIES_ENABLED = True  # some gates set a cookie, send their visitor round again and look for it

# Bounds.
DNS_TIMEOUT = 20
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
METAREFRESH_MAXDELAY = 3  # longer ones are pages that renew themselves
REDIRECT_MAX_TIMES = 10
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

HTTPPROXY_ENABLED = False  # a proxy would be the connected peer, and its CONNECT part of the exchange
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

CONCURRENT_ITEMS = 4
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads a callback's source anew for every response
LOG_LEVEL = "INFO"
STATS_DUMP = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
