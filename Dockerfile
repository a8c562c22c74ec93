# The server with the shipped weights, as a user without rights.
#
#   docker build --tag latente .
#   docker run --publish 127.0.0.1:8000:8000 --read-only --cap-drop ALL \
#       --security-opt no-new-privileges latente
#
# The service writes no file, so the container can be read-only. To ask for keys, mount a file
# that `latente keys new` made, and let LATENTE_API_KEYS_FILE name it.
#
# On a GPU:
#   docker build --build-arg DEVICE=cuda --tag latente:cuda .
#   docker run --gpus all --publish 127.0.0.1:8000:8000 latente:cuda
#
# The wheels of torch that the package index serves carry the libraries of a GPU and are
# large. For a small image on the CPU, give the address of PyTorch's own index of CPU wheels
# (see its installation page): --build-arg TORCH_INDEX_URL=...
FROM python:3.11-slim AS build

ARG TORCH_INDEX_URL=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/latente
WORKDIR /src

# torch first, in a layer of its own: it is large and changes seldom.
COPY constraints.txt ./
RUN /opt/latente/bin/pip install --constraint constraints.txt \
        ${TORCH_INDEX_URL:+--index-url "$TORCH_INDEX_URL"} torch

COPY pyproject.toml README.md ./
COPY latente ./latente
COPY server ./server
COPY training ./training
RUN /opt/latente/bin/pip install --constraint constraints.txt '.[faces,openvino,telemetry]'

FROM python:3.11-slim

ARG DEVICE=cpu
ENV PATH=/opt/latente/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LATENTE_DEVICE=${DEVICE} \
    LATENTE_WEIGHTS=/srv/latente/weights \
    LATENTE_FRONTEND=/srv/latente/frontend
RUN groupadd --system --gid 10001 latente \
    && useradd --system --uid 10001 --gid 10001 --no-create-home latente
COPY --from=build /opt/latente /opt/latente
COPY weights /srv/latente/weights
COPY frontend/index.html /srv/latente/frontend/
COPY frontend/styles /srv/latente/frontend/styles
COPY frontend/vendor /srv/latente/frontend/vendor
COPY frontend/icons /srv/latente/frontend/icons
COPY frontend/src /srv/latente/frontend/src

USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
# Inside a container the service must listen on all interfaces; what of it can be reached
# from outside is what `docker run --publish` says.
CMD ["latente", "serve", "--host", "0.0.0.0", "--port", "8000"]
