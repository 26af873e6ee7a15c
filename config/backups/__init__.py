"""Backups: everything the database holds in one encrypted file, and back out of it, checked."""
