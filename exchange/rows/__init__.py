"""Rows: what was sent, read into what it means, or all that is wrong with it."""
