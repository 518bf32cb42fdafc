#!/bin/sh
# Builds the supervisor for both architectures, bit for bit the same wherever the pinned compilers are:
# Debian 12's gcc and gcc-aarch64-linux-gnu 12.2.0 with musl 1.2.3
#   apt-get install gcc gcc-aarch64-linux-gnu musl-dev; dpkg --add-architecture arm64; apt-get install musl-dev:arm64
# Usage: build.sh [OUT_DIRECTORY]   (default: beside this script, with SHA256SUMS and the module that carries them)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here}
cd "$here/src"
export LC_ALL=C SOURCE_DATE_EPOCH=0

build() { # architecture, compiler
  lib=/usr/lib/$1-linux-musl
  "$2" -std=gnu11 -D_GNU_SOURCE -Os -Wall -Wextra -Werror -Wno-sign-compare -Wno-missing-field-initializers \
    -fno-pie -no-pie -fno-asynchronous-unwind-tables -fno-stack-protector -fno-ident -fno-record-gcc-switches \
    -ffunction-sections -fdata-sections -ffile-prefix-map="$here=." \
    -nostdinc -isystem "/usr/include/$1-linux-musl" -isystem "$("$2" -print-file-name=include)" \
    -idirafter /usr/include -idirafter "/usr/include/x86_64-linux-gnu" \
    -static -nostdlib -Wl,--build-id=none -Wl,--gc-sections -s \
    -o "$out/assize-supervisor-$1" "$lib/crt1.o" "$lib/crti.o" \
    clock.c compile.c confine.c converse.c digest.c input.c interact.c interactor.c main.c run.c server.c tidy.c tree.c words.c \
    -L"$lib" -lc -lgcc "$lib/crtn.o"
}
build x86_64 x86_64-linux-gnu-gcc
build aarch64 aarch64-linux-gnu-gcc
cd "$out"
sha256sum assize-supervisor-x86_64 assize-supervisor-aarch64 > SHA256SUMS
if [ "$out" = "$here" ] && command -v node > /dev/null; then node "$here/pack.mjs"; fi
