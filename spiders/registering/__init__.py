"""Files of portals: read as rows, and checked."""
