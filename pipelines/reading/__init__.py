"""Bytes of one capture to blocks: one module for each kind of file."""
