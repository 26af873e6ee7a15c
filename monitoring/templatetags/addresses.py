"""`{% address "accounts:home" %}`: a `{% url %}` for every page's frame, asked for once."""

from django import template

from monitoring.pages.addresses import address_of

register = template.Library()

register.simple_tag(address_of, name="address")
