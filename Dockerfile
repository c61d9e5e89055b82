# One image for the web process, the worker and the migration: the command decides.
# It is made by the very commands that `make` uses, so that what was tested is what runs.

FROM python:3.11-slim AS packages
WORKDIR /srv/puente
# First what names the packages, so that a change of the code alone installs nothing again.
COPY pyproject.toml requirements.lock README.md ./
COPY scripts/bootstrap.py scripts/
COPY app/__init__.py app/
RUN python3 scripts/bootstrap.py runtime

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home puente
WORKDIR /srv/puente
COPY --from=packages /srv/puente/.venv .venv
COPY . .
RUN mkdir var && chown puente: var && .venv/bin/python -m compileall -q app migrations
USER puente
ENV PATH="/srv/puente/.venv/bin:$PATH" PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["puente", "web", "--host", "0.0.0.0", "--port", "8000"]
