#!/bin/sh
# Makes sure that a Chromium is there for the browser tests. LATENTE_CHROMIUM names another one.
# The headless shell is the same engine without windows: the tests take a third less of the
# processor with it.
set -eu
is_there() {
    command -v "$1" >/dev/null 2>&1
}
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        "$1" fonts-dejavu-core >/dev/null 2>&1
}
if [ -n "${LATENTE_CHROMIUM:-}" ] && is_there "$LATENTE_CHROMIUM" || is_there chromium-headless-shell; then
    exit 0
fi
if is_there apt-get && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests ..."
    apt-get update -qq || true
    if install chromium-headless-shell || install chromium; then
        exit 0
    fi
fi
for name in chromium chromium-browser google-chrome; do
    if is_there "$name"; then
        exit 0
    fi
done
echo "The browser tests need Chromium: install it, or name one with LATENTE_CHROMIUM." >&2
exit 2
