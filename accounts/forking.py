"""What must be done before a process is forked."""

from django.db import connections


def leave_nothing_open() -> None:
    """Close every connection, and their pool, before processes are forked.

    Two processes on one connection read each other's answers: a page could show another man.
    """
    for connection in connections.all(initialized_only=True):
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()
