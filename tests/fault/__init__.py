"""Things taken away while reminders go out: workers, mail server, database, queue, clock, disk."""
