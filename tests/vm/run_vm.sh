#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Boots a small virtual machine whose kernel has nothing but cgroup v2, runs guest.c in it, and relays what it says.
#
# usage: run_vm.sh GUEST PAYLOAD WORK_FOLDER
#
# GUEST and PAYLOAD are the built programs; the kernel and busybox are unpacked in WORK_FOLDER, never installed, and kept
# for the next time. Processors are emulated, so neither rights nor hardware are needed, and times mean little.
# Exit status: 0 all tests passed, 1 some failed, 77 a package cannot be had.
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/common.sh"

[ $# -eq 3 ] || die "usage: run_vm.sh GUEST PAYLOAD WORK_FOLDER"
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
GUEST=$(realpath "$1")
PAYLOAD=$(realpath "$2")
mkdir -p "$3"
cd "$3"

skip() { printf 'skipped: %s\n' "$*"; exit 77; }

can_install() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }

# unpack PACKAGE: downloads a Debian package into ./PACKAGE, once.
unpack() {
  [ -e "$1/.complete" ] && return 0
  rm -rf "$1"
  mkdir "$1"
  (cd "$1" && timeout 60 apt-get download -q "$1" && dpkg-deb -x ./*.deb . && rm ./*.deb) >"$1.log" 2>&1 || return 1
  touch "$1/.complete"
}

# The kernel that Debian's meta-package stands for now.
kernel_package() { apt-cache depends "$VM_KERNEL" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -1; }

fetch() {
  local kernel
  kernel=$(kernel_package)
  [ -n "$kernel" ] && unpack "$kernel" && unpack busybox-static && KERNEL=$kernel
}

get_packages() {
  command -v apt-get >/dev/null || skip "no apt-get to fetch a kernel with"
  if ! command -v qemu-system-x86_64 >/dev/null; then
    can_install || skip "qemu-system-x86 is not installed"
    (need_packages "${VM_PACKAGES[@]}") || skip "qemu-system-x86 cannot be installed"
  fi
  fetch && return 0
  # Lists of packages that are old, or were never fetched, name files that are gone.
  if can_install; then
    { timeout 60 apt-get update -q || timeout 60 sudo -n apt-get update -q; } >update.log 2>&1 || true
  fi
  fetch || skip "$VM_KERNEL or busybox-static cannot be downloaded"
}

# Everything the machine has: a shell, the guest program with its libraries, the payload, the modules for swap.
build_root() {
  rm -rf root
  mkdir -p root/usr/{bin,lib,lib64} root/{dev,etc,new,proc,sys,tmp} root/usr/lib/modules
  ln -s usr/bin root/bin
  ln -s usr/bin root/sbin
  ln -s usr/lib root/lib
  ln -s usr/lib64 root/lib64
  cp busybox-static/bin/busybox root/usr/bin/
  local applet
  for applet in cp echo insmod mkswap mount reboot sh swapon switch_root; do
    ln -s busybox "root/usr/bin/$applet"
  done
  cp "$GUEST" root/usr/bin/guest
  cp "$PAYLOAD" root/usr/bin/payload
  cp "$HERE/init" root/init
  local lib
  ldd "$GUEST" | grep -o '/[^ ]*' | while read -r lib; do
    mkdir -p "root$(dirname "$lib")"
    cp -L "$lib" "root$lib"
  done
  find "$KERNEL/lib/modules" \( -name lzo-rle.ko -o -name zram.ko -o -name zsmalloc.ko \) -exec cp {} root/usr/lib/modules/ \;
  (cd root && find . -print0 | ../busybox-static/bin/busybox cpio -0 -o -H newc 2>/dev/null) >root.cpio
}

boot() {
  rm -f console.log
  timeout 540 qemu-system-x86_64 -accel tcg,thread=multi -cpu max,la57=off -smp 2 -m 512 \
    -display none -monitor none -net none -no-reboot -serial file:console.log \
    -kernel "$KERNEL"/boot/vmlinuz-* -initrd root.cpio \
    -append 'console=ttyS0 quiet loglevel=1 panic=-1 reboot=t cgroup_no_v1=all' || say "the machine ended with status $?"
}

# Every planned test must have said ok: a machine that dies half-way is a failure.
judge() {
  tr -d '\r' <console.log | sed -n '/^\(#\|1\.\.\|ok\|not ok\|Bail out\)/p'
  local planned passed
  planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' console.log)
  passed=$(grep -c '^ok ' console.log || true)
  if [ -z "$planned" ] || [ "$passed" -ne "$planned" ]; then
    say "$passed of ${planned:-unknown} tests passed; the end of $PWD/console.log:"
    tail -5 console.log >&2
    return 1
  fi
}

get_packages
build_root
boot
judge
