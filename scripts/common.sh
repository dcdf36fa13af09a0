# SPDX-License-Identifier: Apache-2.0
# Shared by scripts/quickstart, scripts/test and scripts/lint: find the tree, install what is missing, build.
# Sourced, not run. Everything happens in the tree's own folder, whatever folder the caller is in.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

BUILD_PACKAGES=(gcc g++ libc6-dev pkg-config meson ninja-build python3
  libcjson-dev libcurl4-openssl-dev libgmp-dev libmpfr-dev libseccomp-dev libsqlite3-dev libssl-dev libutf8proc-dev
  libxxhash-dev libyaml-dev libzstd-dev zlib1g-dev)
TEST_PACKAGES=(libcriterion-dev)
LINT_PACKAGES=(clang clang-format clang-tidy cppcheck libclang-rt-14-dev)
VM_PACKAGES=(qemu-system-x86)
VM_KERNEL=linux-image-cloud-amd64 # Unpacked in the build folder, as is busybox-static; never installed.

# Installs those of the named Debian packages that are missing; asks nothing when none is.
need_packages() {
  local missing=() p
  for p in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || die "these packages are needed, and there is no apt-get to install them: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "run as root or install sudo; these packages are missing: ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -20 "$log" >&2
    rm -f "$log"
    die "installing packages failed"
  fi
  rm -f "$log"
}

# configure DIR [meson options]: sets up or updates a build folder.
configure() {
  local dir=$1
  shift
  if [ -f "$dir/build.ninja" ]; then
    meson configure "$dir" "$@" >/dev/null
  else
    mkdir -p "$(dirname "$dir")"
    meson setup "$dir" "$ROOT" "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; die "meson setup failed"; }
    rm -f "$dir.log"
  fi
}
