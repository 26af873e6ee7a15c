"""The second proof of who is signing in: an authenticator app, a passkey, or a recovery code.

django-allauth holds the proofs and checks them; nothing of its own pages is reachable. Added here:
secrets are unreadable in the database, and a code works once, whichever process it reaches.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User

FIRST = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""

LAST_COUNTER = "last_counter"

KEPT_UNREADABLE = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}
"""Where each kind of proof keeps what nobody may read; a passkey has nothing of the kind."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What django-allauth asks of the site."""

    def encrypt(self, text: str) -> str:
        """Make a secret unreadable for whoever has the database alone."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret back; raises InvalidToken where the site's own secret was lost."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """The name above the codes in the app."""
        return "Inrange"

    def get_totp_label(self, user: User) -> str:
        """Whose codes they are, in the app."""
        return user.email

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site that a passkey is for."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Inrange"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """The person whom a passkey is for."""
        return {"id": str(user.pk).encode(), "display_name": user.name, "name": user.email}


def _cipher() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (salted_hmac("accounts.second_factor", "", one, algorithm="sha256") for one in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key.digest())) for key in keys])


@transaction.atomic
def renew_secrets() -> int:
    """Encrypt every kept secret with the present key. Returns how many.

    Raises InvalidToken where one was encrypted with a key that is not given any more; then none
    is changed.
    """
    rows = Authenticator.objects.select_for_update().filter(type__in=KEPT_UNREADABLE)
    renewed, cipher = 0, _cipher()
    for kept in rows.order_by("pk"):
        name = KEPT_UNREADABLE[kept.type]
        if unreadable := kept.data.get(name):
            kept.data[name] = cipher.rotate(unreadable.encode()).decode()
            kept.save(update_fields=["data"])
            renewed += 1
    return renewed


def factors_of(user: User) -> list[Authenticator]:
    """The apps and passkeys of a person, oldest first."""
    return list(Authenticator.objects.filter(user=user, type__in=FIRST).order_by("pk"))


def recovery_codes_left(user: User) -> int:
    """How many recovery codes have not been used."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


@transaction.atomic
def prove_by_code(user: User, code: str) -> str:
    """Use up a code of the app or a recovery code; the kind of proof, empty where it is none."""
    code = "".join(code.split())
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    # Locked until the code is marked as used: the same code in two requests lets one of them in.
    for kept in Authenticator.objects.select_for_update().filter(user=user, type__in=kinds):
        is_app = kept.type == Authenticator.Type.TOTP
        if _use_app_code(kept, code) if is_app else RecoveryCodes(kept).validate_code(code):
            kept.record_usage()
            return str(kept.type)
    return ""


def _use_app_code(kept: Authenticator, code: str) -> bool:
    secret = get_adapter().decrypt(kept.data["secret"])
    for counter in _counters(secret, code):
        if counter > kept.data.get(LAST_COUNTER, 0):
            kept.data[LAST_COUNTER] = counter
            kept.save(update_fields=["data"])
            return True
    return False


def _counters(secret: str, code: str) -> Iterator[int]:
    """The steps of the clock, of those that are accepted now, that show this code."""
    for counter in totp.yield_hotp_counters_from_time():
        shown = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=shown):
            yield counter


def new_app_secret() -> str:
    """A secret for an authenticator app that is about to be added."""
    return str(totp.generate_totp_secret())


def app_picture(user: User, secret: str) -> str:
    """What the app photographs, as the address of a picture."""
    svg = get_adapter().build_totp_svg(get_adapter().build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@transaction.atomic
def add_app(user: User, secret: str, code: str) -> bool:
    """Add an authenticator app that shows the right code; that code is used up."""
    counter = next(_counters(secret, "".join(code.split())), None)
    if counter is None:
        return False
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    kept = totp.TOTP.activate(user, secret).instance
    kept.data[LAST_COUNTER] = counter
    kept.save(update_fields=["data"])
    return True


def new_recovery_codes(user: User) -> list[str]:
    """Ten fresh codes, each good for one sign-in; earlier ones are void."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(user).generate_codes())


def passkey_to_add(user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    return dict(webauthn.begin_registration(user, passwordless=False))


def add_passkey(user: User, name: str, credential: dict[str, Any]) -> bool:
    """Add a passkey that the browser has made for the question just asked."""
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except (ValidationError, ValueError, KeyError):
        return False
    webauthn.WebAuthn.add(user, name, credential)
    return True


def passkey_to_prove(user: User) -> dict[str, Any]:
    """What the browser needs to use a passkey."""
    return dict(webauthn.begin_authentication(user))


def prove_by_passkey(user: User, credential: dict[str, Any]) -> str:
    """Check a passkey's answer to the question just asked; the kind of proof, empty if none."""
    try:
        webauthn.parse_authentication_response(credential)
        kept = webauthn.complete_authentication(user, credential)
    except (ValidationError, ValueError, KeyError):
        return ""
    kept.record_usage()
    return str(kept.type)


@transaction.atomic
def forget(kept: Authenticator) -> None:
    """Take an app or passkey away; recovery codes go with the last one."""
    user = kept.user
    kept.delete()
    if not factors_of(user):
        Authenticator.objects.filter(user=user).delete()
