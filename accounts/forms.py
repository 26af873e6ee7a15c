"""Signing in, and choosing a password."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, QueryDict

from accounts.drafts import MOST_CHARACTERS
from accounts.models import User
from accounts.roles import Role


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


class AddressForm(forms.Form):
    """Whom to send a link."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The one with which you sign in.",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
    )


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={
            "required": "Enter the address of the person.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
    )
    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="As colleagues read it, for example: Dr. Miriam Ostrander.",
        error_messages={"required": "Enter the name of the person."},
    )
    role = forms.ChoiceField(label="Role", choices=Role, initial=Role.CLINICIAN)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


class DraftForm(forms.Form):
    """What a page sends while somebody types: which page, and each field with its values."""

    path = forms.RegexField(r"^/[\w/-]*$", max_length=200)
    typed = forms.JSONField(required=False)

    def clean_typed(self) -> dict[str, list[str]]:
        """Let only names with words through, and not a book of them."""
        given = self.cleaned_data["typed"] or {}
        is_form = isinstance(given, dict) and all(
            isinstance(values, list) and all(isinstance(each, str) for each in values)
            for values in given.values()
        )
        if not is_form or len(str(given)) > MOST_CHARACTERS or "\\u0000" in json.dumps(given):
            raise forms.ValidationError("This is no form.")
        return dict(given)


class OfPerson(forms.Form):
    """A form about one person's account."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class NewPassword(OfPerson):
    """A new password, typed twice; what is wrong with it is said beside it."""

    new = forms.CharField(
        label="New password",
        strip=False,
        help_text="At least 12 characters. Several words that do not belong together are best.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a new password."},
    )
    again = forms.CharField(
        label="The same once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the new password once more."},
    )

    def clean_new(self) -> str:
        """Hold it against the rules of a password."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean_again(self) -> str:
        """Notice a slip of the finger."""
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError("The two new passwords differ. Type both again.")
        return again


class PresentPassword(OfPerson):
    """Whoever sits at the screen must know the password of the person who is signed in."""

    present = forms.CharField(
        label="Present password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your present password."},
    )

    def clean_present(self) -> str:
        """Check it."""
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise forms.ValidationError("This is not your present password. Try again.")
        return present


class PasswordForm(PresentPassword, NewPassword):
    """Changing one's own password."""

    field_order = ("present", "new", "again")


CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class CodeForm(forms.Form):
    """The code that an authenticator app shows."""

    code = forms.CharField(
        label="Code from the app",
        max_length=20,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": "Enter the code that the app shows."},
    )


class ProofForm(forms.Form):
    """The second step: a code, or what a passkey answered."""

    code = forms.CharField(
        label="Code", max_length=20, required=False, widget=forms.TextInput(attrs=CODE)
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def refuse(self, words: str) -> None:
        """Say why it does not lead on."""
        self.add_error("code", words)

    def clean(self) -> dict[str, Any]:
        """One of both is needed."""
        given = super().clean() or {}
        if not given.get("code") and not isinstance(given.get("credential"), dict):
            raise forms.ValidationError("Enter a code, or use your passkey.")
        return given


class PasskeyForm(forms.Form):
    """A new passkey: its name, and what the browser made."""

    name = forms.CharField(
        label="Name of the device",
        max_length=60,
        help_text="For example: clinic desktop, own telephone.",
        error_messages={"required": "Enter a name, so that you know it again."},
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": "The browser made no passkey. Try again."},
    )

    def refuse(self, words: str) -> None:
        """Say why it was not added."""
        self.add_error("name", words)

    def clean_credential(self) -> dict[str, Any]:
        """Let only what a browser can have made through."""
        made = self.cleaned_data["credential"]
        if not isinstance(made, dict):
            raise forms.ValidationError("The browser made no passkey. Try again.")
        return made


class UnitsForm(forms.Form):
    """In which units the clinic's patient pages show hormones; `seen` is what its author saw."""

    NAMES = (
        ("usual", "Those of the targets: estradiol in pg/mL, testosterone in ng/dL"),
        ("si", "SI units: estradiol in pmol/L, testosterone in nmol/L"),
    )
    seen = forms.ChoiceField(choices=NAMES, widget=forms.HiddenInput)
    units = forms.ChoiceField(
        label="Units of hormones",
        choices=NAMES,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        help_text=(
            "On a patient's page, his report and his copy. Each page can be read in the other "
            "units too. Lists, findings and targets keep the units of the targets, and results "
            "are typed in the unit that the laboratory prints."
        ),
        error_messages={
            "required": "Choose the units.",
            "invalid_choice": "Choose the units from the list.",
        },
    )

    def __init__(self, sent: QueryDict | None, *, shows_si: bool) -> None:
        standing = "si" if shows_si else "usual"
        super().__init__(sent, initial={"seen": standing, "units": standing})

    @property
    def is_other(self) -> bool:
        """Whether its author chose anything but what he saw."""
        return bool(self.cleaned_data["units"] != self.cleaned_data["seen"])
