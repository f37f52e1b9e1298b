"""Where reports are: hubs, listings, pagers, articles, attachments."""
