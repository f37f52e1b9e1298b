"""Runs of the real command, struck at random moments, and what must hold once they were let end.

`python -m tests.faults --rounds N --seed S [--only kill,power]`; docs/durability.md says what is promised.
"""
