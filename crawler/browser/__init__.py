"""Pages rendered by Chromium, whose every request is fetched by the crawler's own client."""
