"""The site with pages that the database refuses: for another's row, and for faults of their own."""

from itertools import count

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import open_to_all
from accounts.models import Clinic, Membership
from config.urls import urlpatterns as whole

tries = count()


@open_to_all
def always_taken(request: HttpRequest) -> HttpResponse:
    Clinic.objects.create(slug="harbor", name="Again")
    return HttpResponse()


@open_to_all
def taken_at_first(request: HttpRequest) -> HttpResponse:
    if not next(tries):
        Clinic.objects.create(slug="harbor", name="Again")
    return HttpResponse(f"Typed: {request.POST['word']}")


@open_to_all
def incomplete(request: HttpRequest) -> HttpResponse:
    Membership.objects.create(user=None, clinic=None, role="lead")
    return HttpResponse()


urlpatterns = [
    *whole,
    *(path(f"{each.__name__}/", each) for each in (always_taken, taken_at_first, incomplete)),
]
