# shellcheck shell=bash
# What every script here begins with: where the project and its tools are, and a few words for speaking and failing.
# Sourced, never run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export root
cd "$root"

# Tools are kept outside the clone, so that the next clone has them already.
tools=${TIMETHER_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/timether/tools}
export tools

# In front: what set-up put there (with Debian's Rust, where that had to be used). Behind: where rustup puts cargo.
case ":$PATH:" in
    *":$tools/bin:"*) ;;
    *) PATH="$tools/distro-rust/bin:$tools/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin" ;;
esac
export PATH

export wasm_target=wasm32-unknown-unknown
export site=target/site

# A fresh clone that is built once gains nothing from incremental compilation.
if [ -n "${CI:-}" ]; then export CARGO_INCREMENTAL=0; fi

say() { printf '\n==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
fail() {
    printf '\nerror: %s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# version_at_least 22.12 22.3.1 → false
version_at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# The version of a package in Cargo.lock (the first, should there be several).
locked_version() {
    awk -v name="\"$1\"" '$1 == "name" { found = ($3 == name) } found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

# Whether node is there and new enough for the build and for the browser tests.
node_suits() { have node && have npm && version_at_least 22.12 "$(node -p process.versions.node 2>/dev/null || echo 0)"; }

# Where std for the browser would be, for the rustc that is in use.
wasm_std_suits() {
    local libdir
    libdir=$(rustc --print target-libdir --target "$wasm_target" 2>/dev/null) || return 1
    compgen -G "$libdir/libstd-*.rlib" >/dev/null
}

# PostgreSQL's programs are not on Debian's PATH.
postgres_bin() {
    local folder
    folder=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    if [ -x "$folder/initdb" ]; then
        printf '%s\n' "$folder"
    elif have initdb; then
        dirname "$(readlink -f "$(command -v initdb)")"
    else
        return 1
    fi
}

# The browser for the tests: the one named, else Debian's.
chromium_path() {
    local name
    if [ -n "${TIMETHER_E2E_CHROMIUM:-}" ]; then
        printf '%s\n' "$TIMETHER_E2E_CHROMIUM"
        return
    fi
    for name in chromium chromium-browser google-chrome; do
        if have "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}
