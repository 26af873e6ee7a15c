"""Signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from accounts.models import User


class SignInForm(forms.Form):
    """E-mail address and password; the answer never says which of them was wrong."""

    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )
    user: User | None = None

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Check the pair."""
        given = super().clean() or {}
        if "email" not in given or "password" not in given:
            return given
        found = authenticate(
            self.request, username=given["email"].lower(), password=given["password"]
        )
        if not isinstance(found, User):
            raise forms.ValidationError(
                "E-mail address and password do not match. Check both and try again."
            )
        self.user = found
        return given
