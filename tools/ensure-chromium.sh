#!/bin/sh
# Makes sure that a Chromium is there for the browser tests. LATENTE_CHROMIUM names another one.
set -eu
for name in "${LATENTE_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        chromium fonts-dejavu-core >/dev/null
    exit 0
fi
echo "The browser tests need Chromium: install it, or name one with LATENTE_CHROMIUM." >&2
exit 2
