"""WACZ 1.1.1: archive files, their index, a list of pages and a manifest as one zip file that replay tools open."""
