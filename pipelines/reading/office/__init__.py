"""Readers of office files: each makes a story of its format, and `story.flow_of` a flow of it."""
