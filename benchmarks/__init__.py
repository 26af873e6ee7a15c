"""Measurements, each repeated by one command and kept as a dated result."""
