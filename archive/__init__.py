"""Captures in and out of WARC: writing exchanges, indexing them, reading them back, checking them.

Knows nothing of spiders, reports or Scrapy. It is the only package that imports a WARC library.
"""
