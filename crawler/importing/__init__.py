"""Archives from elsewhere: brought in from files or a CDX server, searched for reports, and read as a crawl reads."""
