"""A simulated country of portals, a year of nights on it, and the accounting of what was made of them.

`country` says which portals there are and what is on them on a night, `calendar` what befalls them, `serving` serves
them from a process of its own, `year` runs the nights, `accounting` holds what was stored against what was there.
"""
