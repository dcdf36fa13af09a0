# SPDX-License-Identifier: Apache-2.0
# Shared by scripts/quickstart, scripts/test and scripts/lint: find the tree, install what is missing, build.
# Sourced, not run. Everything happens in the tree's own folder, whatever folder the caller is in.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

BUILD_PACKAGES=(gcc g++ libc6-dev pkg-config meson ninja-build python3
  libcjson-dev libcurl4-openssl-dev libgmp-dev libmpfr-dev libseccomp-dev libsqlite3-dev libutf8proc-dev
  libxxhash-dev libyaml-dev libzstd-dev nettle-dev zlib1g-dev)
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
  say "installing ${missing[*]}"
  quietly as_root apt-get update -q
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

as_root() {
  [ "$(id -u)" -eq 0 ] && { "$@"; return; }
  command -v sudo >/dev/null || die "run as root or install sudo; this cannot be done without: $*"
  sudo "$@"
}

# Runs a command that need not be read unless it fails.
quietly() {
  local log
  log=$(mktemp)
  "$@" >"$log" 2>&1 || { tail -20 "$log" >&2; rm -f "$log"; die "installing packages failed: $*"; }
  rm -f "$log"
}

# need_languages ASSAY all|NAME,...: installs what the binary's own table says these languages need.
need_languages() {
  local wanted packages
  wanted=$("$1" doctor --json || true) # Its exit status speaks of the sandbox.
  mapfile -t packages < <(python3 -c '
import json, sys
table = {row["name"]: row["packages"] for row in json.load(sys.stdin)["languages"]}
names = list(table) if sys.argv[1] == "all" else sys.argv[1].split(",")
unknown = [name for name in names if name not in table]
print("\n".join(["unknown", *unknown] if unknown else sorted({p for name in names for p in table[name]})))
' "$2" <<<"$wanted")
  [ "${packages[0]:-}" != unknown ] || die "there is no language ${packages[*]:1}; there are all, and those of assay doctor"
  local debian=() npm=() p
  for p in "${packages[@]}"; do
    case $p in
      npm:*) npm+=("${p#npm:}") ;;
      # A node from elsewhere than Debian is as good, and the two packages exclude each other.
      nodejs) command -v node >/dev/null || debian+=("$p") ;;
      *) debian+=("$p") ;;
    esac
  done
  [ ${#debian[@]} -eq 0 ] || need_packages "${debian[@]}"
  [ ${#npm[@]} -eq 0 ] || need_npm "${npm[@]}"
  [ "$2" = all ] || [[ ,$2, != *,cpp,* ]] || prepare_cpp
  [ "$2" != all ] || prepare_cpp
  prepare_jvm "$1" "$2"
}

PREPARED=/usr/local/lib/assay

# The C++ header that includes all others, precompiled with the flags of sandbox/lang/cpp.c; anew when the C library's
# headers are newer, which the compiler would not notice.
prepare_cpp() {
  local out=$PREPARED/pch/bits/stdc++.h.gch work
  command -v g++ >/dev/null || return 0
  [ -z "$(find /var/lib/dpkg/info -name 'libc6-dev*.list' -newer "$out" 2>&1)" ] && [ "$out" -nt "$(readlink -f "$(command -v g++)")" ] && return 0
  say "precompiling <bits/stdc++.h>"
  work=$(mktemp -d)
  echo '#include <bits/stdc++.h>' | g++ -M -x c++ - | grep -o '/[^ ]*bits/stdc++\.h' | head -n 1 >"$work/path"
  quietly g++ -O2 -std=gnu++17 -w -pipe -pthread -x c++-header "$(cat "$work/path")" -o "$work/stdc++.h.gch"
  as_root install -D -m 644 "$work/stdc++.h.gch" "$out"
  rm -rf "$work"
}

# Archives of the classes of compilers that run on the Java machine, made by the compile commands that use them.
prepare_jvm() {
  local name compiler
  for name in java:javac kotlin:kotlinc scala:scalac; do
    compiler=${name#*:} name=${name%:*}
    [ "$2" = all ] || [[ ,$2, == *,$name,* ]] || continue
    command -v "$compiler" >/dev/null || continue
    [ "$PREPARED/$compiler.jsa" -nt "$(readlink -f "$(command -v java)")" ] && continue
    say "archiving the classes of $compiler"
    local work
    work=$(mktemp -d)
    (cd "$work" && "$1" doctor --json | python3 -c '
import json, os, shutil, subprocess, sys
name, archive, programs = sys.argv[1:]
row = next(row for row in json.load(sys.stdin)["languages"] if row["name"] == name)
main = row["source"]
shutil.copy(os.path.join(programs, name, "all" + os.path.splitext(main)[1]), main)
words = {"{tool}": row["tool"], "{main}": main, "{stem}": os.path.splitext(main)[0]}
subprocess.run([words.get(word, word) for word in row["compile"]], check=True, stdout=subprocess.DEVNULL,
               stderr=subprocess.DEVNULL, env={**os.environ, "ASSAY_ARCHIVE": "-XX:ArchiveClassesAtExit=" + archive})
' "$name" "$work/archive.jsa" "$ROOT/tests/languages") || true
    [ ! -e "$work/archive.jsa" ] || as_root install -D -m 644 "$work/archive.jsa" "$PREPARED/$compiler.jsa"
    rm -rf "$work"
  done
}

# Below /usr/local, which candidates see; asks nothing when all are there.
need_npm() {
  local missing=() p
  for p in "$@"; do
    [ -e "/usr/local/lib/node_modules/${p%@*}" ] || missing+=("$p")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v npm >/dev/null || need_packages npm
  say "installing ${missing[*]} with npm"
  quietly as_root npm install --global --prefix /usr/local --no-fund --no-audit "${missing[@]}"
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
