"""Readers of office files: those of Word make a story, `read_story` a reading of it."""
