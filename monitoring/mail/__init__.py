"""Telling people what is overdue: the scan, the outbox, and the messages."""
