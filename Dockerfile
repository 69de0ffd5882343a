# One image for all processes of an installation: web, workers, beat, set-up. compose.yaml says what each runs.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/tantu
RUN useradd --system --create-home --uid 10001 tantu && install -d -o tantu -g tantu "$VAR_DIR"

WORKDIR /srv/tantu
COPY requirements-site.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-site.txt
COPY manage.py ./
COPY consortium consortium
COPY courses courses
COPY search search
COPY templates templates

# What is written at run time stands in this volume alone; the code belongs to root.
USER tantu
VOLUME /var/lib/tantu
EXPOSE 8000
CMD ["gunicorn", "consortium.wsgi:application", "--bind", "0.0.0.0:8000"]
