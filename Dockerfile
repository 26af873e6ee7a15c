# One image for pages, worker, schedule, backups and migrations; docker-compose.yml says which.
FROM python:3.13-slim-trixie

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    INRANGE_PRODUCTION=1 \
    INRANGE_DATA=/srv/data \
    INRANGE_STATIC=/srv/static

# pg_dump and pg_restore of the same version as the server, for backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/inrange
COPY requirements.lock .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY . .
# Compiled beforehand, as pip did with the packages: nothing may be written where this runs, and each
# start would compile anew.
RUN python -m compileall -q .

# The style sheets are gathered while the image is made; this secret signs nothing and is not kept.
RUN useradd --system --uid 10001 --create-home inrange \
    && mkdir /srv/data /srv/static /srv/backups /srv/anchor \
    && INRANGE_SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') \
       DATABASE_URL=postgresql://nobody@nowhere/nothing \
       INRANGE_BROKER_URL=redis://nowhere \
       INRANGE_SMTP_HOST=nowhere \
       python manage.py collectstatic --no-input \
    && chown inrange /srv/data /srv/backups /srv/anchor

USER 10001
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "config.wsgi"]
