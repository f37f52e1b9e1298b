"""Pagers: mechanisms found on a page that say how many pages there are and how to get page N."""
