#!/bin/sh
# Sets up what is missing: .venv with the packages of a lock, and Pango. Run by make:
#   sh tools/setup.sh requirements.lock        (PYTHON=python3.12 chooses the Python)
# With the packages for tests it also sees to the programs that tests need, a browser for one.
# As root on Debian and its kin it installs system packages itself; elsewhere it says which.
set -eu
cd "$(dirname "$0")/.."
lock=$1
venv_python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }
stop() { say "error: $*"; exit 3; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt() {
    say "Installing $* ..."
    log=$(mktemp)
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        stop "apt-get could not install $*"
    fi
    rm -f "$log"
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || stop "sasshi needs Python 3.11 or newer, and $PYTHON is not"
        printf '%s\n' "$PYTHON"
        return
    fi
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$python"; then
            printf '%s\n' "$python"
            return
        fi
    done
    stop "sasshi needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3"
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if can_apt; then
            apt "$package"
        else
            stop "$python cannot make a .venv; on Debian and Ubuntu run: sudo apt-get install -y $package"
        fi
    fi
    say "Making .venv with $("$python" --version) ..."
    rm -rf .venv
    "$python" -m venv .venv
}

# A .venv is whole if its Python starts, is the one it was made with, and has pip.
if ! { [ -x "$venv_python" ] && new_enough "$venv_python" &&
    "$venv_python" -c 'import pip' 2>/dev/null; }; then
    make_venv
fi

say "Installing the packages of $lock ..."
"$venv_python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
# Compiled once here, as pip does for packages: also where Python is told not to keep bytecode.
"$venv_python" -m compileall -q sasshi

# `import sasshi` works from anywhere; the path is relative, so the checkout may be moved.
echo ../../../.. >"$("$venv_python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sasshi.pth"

pango=$("$venv_python" -c 'from sasshi import doctor
print(doctor.install_command() or "install Pango" if doctor.pango_problem() else "")')
case $pango in
"") ;;
"apt-get install -y "*)
    # shellcheck disable=SC2086 # several words are meant
    if can_apt; then apt ${pango#apt-get install -y }; else stop "Pango is missing; run: $pango"; fi
    ;;
*) stop "Pango is missing; run: $pango" ;;
esac

has_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

# What the tests ask for besides: a browser, and what the node that drives it needs; another
# reader of PDFs; a printing system.
if [ "$lock" = requirements-dev.lock ]; then
    missing=
    has_browser || missing="chromium"
    "$venv_python" -m playwright --version >/dev/null 2>&1 || missing="$missing libatomic1"
    command -v pdftotext >/dev/null || missing="$missing poppler-utils"
    { command -v cupsd || [ -x /usr/sbin/cupsd ]; } >/dev/null || missing="$missing cups"
    # shellcheck disable=SC2086 # several words are meant
    if [ -n "$missing" ] && ! { can_apt && (apt $missing); }; then
        say "warning: some tests will be skipped: the preview in a browser, printing, text as another"
        say "reader sees it. On Debian run:"
        say "  sudo apt-get install -y" $missing
    fi
fi
