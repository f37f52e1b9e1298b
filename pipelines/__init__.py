"""What a report is and says: recognizing a title, reading, checking, storing.

Knows no spider and no Scrapy; takes documents of the archive and returns normalized reports.
"""
