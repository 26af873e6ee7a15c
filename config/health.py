"""What monitors ask: does the site answer, what is wrong with it, and how much does it do?"""

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts.access import open_to_all
from config.observing.insiders import for_insiders
from config.observing.metrics import exposition
from config.observing.readiness import NEEDED, amiss


@open_to_all
def health(_request: HttpRequest) -> HttpResponse:
    """Answer in one word; where the database does not answer, say so."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        says, status = "The database does not answer.", HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(says, "text/plain", status)
    return HttpResponse("alive", content_type="text/plain")


@open_to_all
@for_insiders
def ready(_request: HttpRequest) -> HttpResponse:
    """What is amiss, in sentences; 503 where no page could be shown."""
    faults = amiss(timezone.now())
    status = HTTPStatus.SERVICE_UNAVAILABLE if any(map(faults.get, NEEDED)) else HTTPStatus.OK
    states = {name: fault or "in order" for name, fault in faults.items()}
    return JsonResponse({"ready": status == HTTPStatus.OK, **states}, status=status)


@open_to_all
@for_insiders
def metrics(_request: HttpRequest) -> HttpResponse:
    """Figures of this web server and of what all of them share."""
    return HttpResponse(exposition(timezone.now()), "text/plain; version=0.0.4; charset=utf-8")
