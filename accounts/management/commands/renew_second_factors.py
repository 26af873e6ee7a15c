"""`renew_second_factors`: what the earlier signing secret keeps unreadable, under the new one."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from accounts.second_factor import renew_secrets


class Command(BaseCommand):
    """Encrypt anew with the present secret, so that the earlier one can be taken away."""

    help = "Encrypt the secrets of all second factors with the present INRANGE_SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        """All or none of them."""
        try:
            renewed = renew_secrets()
        except InvalidToken:
            raise CommandError(
                "A second factor was kept under a secret that is not given: put the earlier one "
                "into INRANGE_SECRET_KEY_FALLBACKS. Nothing was changed."
            ) from None
        self.stdout.write(f"{renewed} second factors are under the present secret.")
