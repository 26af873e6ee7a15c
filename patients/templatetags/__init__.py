"""Filters that pages of every app may load."""
