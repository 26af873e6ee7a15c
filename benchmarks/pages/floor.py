"""The least that pages of this kind cost: a bare Django application, one file, no middleware.

A list of fifty men, a man's page, and a saved draw, as one writes them with Django alone: no
session, no user, no wall between clinics, no audit of reading, no style, nothing judged. It
serves the schema `floor` of the database that DATABASE_URL names.
"""

import json
import os
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROWS = 50
ADDRESS = urlsplit(os.environ["DATABASE_URL"])

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="the floor signs nothing",
    USE_TZ=True,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": ADDRESS.path.lstrip("/"),
            "USER": ADDRESS.username,
            "HOST": parse_qs(ADDRESS.query)["host"][0],
            "PORT": parse_qs(ADDRESS.query)["port"][0],
            "CONN_MAX_AGE": None,
            "OPTIONS": {"options": "-c search_path=floor"},
        }
    },
)
django.setup()


class Man(models.Model):
    """Who he is."""

    number, family, given = models.TextField(), models.TextField(), models.TextField()

    class Meta:
        app_label, managed, db_table = "floor", False, "man"


class Status(models.Model):
    """What a list shows of him."""

    man = models.OneToOneField(Man, models.DO_NOTHING, primary_key=True)
    clinic, severity = models.IntegerField(), models.IntegerField()
    last_draw_on, labs_due_on = models.DateField(null=True), models.DateField(null=True)
    dexa_due_on = models.DateField(null=True)
    testosterone, estradiol = models.DecimalField(null=True), models.DecimalField(null=True)
    ratio, hematocrit = models.DecimalField(null=True), models.DecimalField(null=True)

    class Meta:
        app_label, managed, db_table = "floor", False, "status"


class Dose(models.Model):
    """What he takes."""

    man = models.ForeignKey(Man, models.DO_NOTHING)
    began_on, dose_mg = models.DateField(), models.DecimalField(null=True)

    class Meta:
        app_label, managed, db_table = "floor", False, "dose"


class Scan(models.Model):
    """A bone-density scan."""

    man = models.ForeignKey(Man, models.DO_NOTHING)
    scanned_on, t_score = models.DateField(), models.DecimalField(null=True)

    class Meta:
        app_label, managed, db_table = "floor", False, "scan"


class Draw(models.Model):
    """A draw."""

    man = models.ForeignKey(Man, models.DO_NOTHING)
    drawn_on, entered_at = models.DateField(), models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, managed, db_table = "floor", False, "draw"


class Result(models.Model):
    """One value of a draw."""

    draw = models.ForeignKey(Draw, models.DO_NOTHING)
    analyte, value = models.IntegerField(), models.DecimalField()

    class Meta:
        app_label, managed, db_table = "floor", False, "result"


class Audit(models.Model):
    """That something was written."""

    at, about = models.DateTimeField(auto_now_add=True), models.BigIntegerField()
    body = models.JSONField()

    class Meta:
        app_label, managed, db_table = "floor", False, "audit"


LIST = engines["django"].from_string(
    "<!doctype html><title>List</title><table>{% for each in rows %}<tr>"
    '<td class="s{{ each.severity }}">'
    '<a href="/patient/{{ each.man_id }}">{{ each.man.number }}</a>'
    "<td>{{ each.man.family }}, {{ each.man.given }}<td>{{ each.last_draw_on|date:'Y-m-d' }}"
    "<td>{{ each.labs_due_on|date:'Y-m-d' }}<td>{{ each.dexa_due_on|date:'Y-m-d' }}"
    "<td>{{ each.testosterone }}<td>{{ each.estradiol }}<td>{{ each.ratio }}"
    "<td>{{ each.hematocrit }}{% endfor %}</table>"
)
PATIENT = engines["django"].from_string(
    "<!doctype html><title>{{ man.number }}</title><h1>{{ man.family }}, {{ man.given }}</h1>"
    "<p>{{ status.labs_due_on }}{% for each in doses %}<p>{{ each.began_on }} {{ each.dose_mg }}"
    "{% endfor %}{% for each in scans %}<p>{{ each.scanned_on }} {{ each.t_score }}{% endfor %}"
    "<table>{% for row in table %}<tr>{% for cell in row %}<td>{{ cell }}{% endfor %}{% endfor %}"
    "</table><script type=application/json>{{ chart|safe }}</script>"
)


def listed(_request: HttpRequest, clinic: int) -> HttpResponse:
    """The fifty most pressing men of a clinic."""
    men = Status.objects.filter(clinic=clinic, severity__gt=0).select_related("man")
    ordered = men.order_by("-severity", "labs_due_on", "man_id")
    return HttpResponse(LIST.render({"rows": ordered[:ROWS]}))


def patient(_request: HttpRequest, man: int) -> HttpResponse:
    """A man: five statements, every draw in a table, the numbers of a chart."""
    rows: dict[date, list[Any]] = {}
    found = Result.objects.filter(draw__man=man).order_by("draw__drawn_on", "analyte")
    for on, analyte, value in found.values_list("draw__drawn_on", "analyte", "value"):
        rows.setdefault(on, [on, None, None, None, None])[1 + analyte] = value
    table = list(rows.values())
    columns = [[row[place] and float(row[place]) for row in table] for place in range(1, 5)]
    told = {
        "man": Man.objects.get(pk=man),
        "status": Status.objects.filter(pk=man).first(),
        "doses": list(Dose.objects.filter(man=man)),
        "scans": list(Scan.objects.filter(man=man).order_by("scanned_on")),
        "table": table,
        "chart": json.dumps({"on": [str(row[0]) for row in table], "values": columns}),
    }
    return HttpResponse(PATIENT.render(told))


@transaction.atomic
def save(_request: HttpRequest, man: int) -> HttpResponse:
    """A draw with four results: the man's row locked, written and audited, nothing checked."""
    status, today = Status.objects.select_for_update().get(pk=man), date(2026, 11, 23)
    draw = Draw.objects.create(man_id=man, drawn_on=today)
    Result.objects.bulk_create([Result(draw=draw, analyte=n, value=600) for n in range(4)])
    status.severity, status.last_draw_on = 2, today
    status.labs_due_on = today + timedelta(days=90)
    status.save()
    Audit.objects.create(about=draw.pk, body={"values": [1, 2, 3, 4]})
    return HttpResponse(str(draw.pk))


urlpatterns = [
    path("list/<int:clinic>", listed),
    path("patient/<int:man>", patient),
    path("save/<int:man>", save),
]
application = get_wsgi_application()
