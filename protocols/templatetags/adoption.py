"""Who stands behind the rule book, within sentences."""

from django import template

from accounts.models import Clinic
from protocols.adoption import checked_in_words

register = template.Library()


@register.filter
def checked_at(rules_version: str, clinic: Clinic) -> str:
    """Whether a clinic's lead has adopted a version, in words."""
    return checked_in_words(clinic, rules_version)
