"""The page that shows nothing to anybody: does the site answer, and its database too?"""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from accounts.access import open_to_all


@open_to_all
def health(_request: HttpRequest) -> HttpResponse:
    """Answer in one word; an unreachable database is an error of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("alive", content_type="text/plain")
