"""How fast pages are, beside a bare Django application that only asks and prints."""
