# One image for the pages, the worker and the schedule; docker-compose.yml says which of them it is.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    INRANGE_PRODUCTION=1 \
    INRANGE_DATA=/srv/data

WORKDIR /srv/inrange
COPY requirements.lock .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY . .

# The style sheets are gathered while the image is made; this secret signs nothing and is not kept.
RUN useradd --system --create-home inrange \
    && mkdir /srv/data \
    && INRANGE_SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') \
       DATABASE_URL=postgresql://nobody@nowhere/nothing \
       INRANGE_BROKER_URL=redis://nowhere \
       INRANGE_SMTP_HOST=nowhere \
       python manage.py collectstatic --no-input \
    && chown -R inrange /srv/data

USER inrange
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", "config.wsgi"]
