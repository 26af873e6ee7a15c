"""Puts the clinic's own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class ClinicAdminConfig(AdminConfig):
    """Django's admin with the clinic wall around it."""

    default_site = "accounts.admin_site.ClinicAdminSite"
