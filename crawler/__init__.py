"""The application: Scrapy settings, download handler, frontier, commands."""
