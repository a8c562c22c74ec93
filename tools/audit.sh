#!/bin/sh
# Ask the advisory services about every pinned package: Python's and the page's. Needs the network.
# A package that could not be asked about fails it, as a known flaw does.
set -u
place=build/audit
python="${PYTHON:-python3}"
failed=""

if [ ! -x "$place/bin/pip-audit" ]; then
    "$python" -m venv "$place" &&
        "$place/bin/python" -m pip install --disable-pip-version-check --quiet pip-audit==2.10.1 ||
        { echo "audit: pip-audit cannot be installed; is there a network?" >&2; exit 2; }
fi
"$place/bin/pip-audit" --strict --progress-spinner off --no-deps --disable-pip \
    --requirement constraints.txt || failed="the Python packages"
(cd frontend && npm audit --audit-level=low) || failed="${failed:+$failed and }the page's packages"

if [ -n "$failed" ]; then
    echo "audit: not passed for $failed: there are known flaws, or the advisory service could" \
        "not be asked (see above). Nothing is known to be sound by this run." >&2
    exit 1
fi
echo "audit: no known flaws in what constraints.txt and frontend/package-lock.json pin"
