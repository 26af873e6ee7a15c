"""The audit: who did or read what; sealed outside the database, verified, and read on a page."""
