"""Synthetic annual reports with known truth, and how well they are read: see docs/floor.md.

A report is made from a number alone: whose it is and what its forms hold (`bodies`, `figures`), the inconsistencies put
into it (`faults`), its tables and prose (`forms`, `writing`), what distorts them (`distortions`), and how it is
published (`rendering`, `shells`, `files`). What must be read is written down while it is made; nothing of it comes
from the parser.
"""
