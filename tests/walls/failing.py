"""A site on which everything fails, with words about a man on the error's tongue."""

from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from tests.walls.foreign import NAME, RECORD


class Failing:
    """Fails once a route is found, so that every one of them is tried."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        try:
            raise ValueError(f"{NAME} is no number")
        except ValueError as cause:
            says = f"DETAIL: Key (clinic_id, record_number)=(1, {RECORD}) already exists."
            raise IntegrityError(says) from cause
