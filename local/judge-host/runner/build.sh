#!/bin/sh
# Build the runner for both architectures: static, so that it runs on any Linux whatever its C library.
# Needs musl-gcc, aarch64-linux-gnu-gcc and musl for arm64 (Debian: musl-tools gcc-aarch64-linux-gnu musl-dev:arm64).
set -eu
cd "$(dirname "$0")"
sources="runner.c sandbox.c landlock.c measure.c watch.c"
flags="-std=gnu11 -Os -static -Wall -Wextra -Werror -fno-ident -Wl,--build-id=none -s -ffile-prefix-map=$PWD=."
# musl-gcc hides the kernel's headers; they are the same for every C library.
mkdir -p build/include
for d in linux asm-generic; do ln -sfn "/usr/include/$d" "build/include/$d"; done
ln -sfn /usr/include/x86_64-linux-gnu/asm build/include/asm
musl-gcc $flags -Ibuild/include -o runner-x86_64 $sources
ln -sfn /usr/aarch64-linux-gnu/include/asm build/include/asm
ln -sfn /usr/aarch64-linux-gnu/include/linux build/include/linux
ln -sfn /usr/aarch64-linux-gnu/include/asm-generic build/include/asm-generic
aarch64-linux-gnu-gcc $flags -nostdinc -isystem /usr/include/aarch64-linux-musl \
  -isystem "$(aarch64-linux-gnu-gcc -print-file-name=include)" -Ibuild/include \
  -nostdlib -L/usr/lib/aarch64-linux-musl \
  -o runner-aarch64 /usr/lib/aarch64-linux-musl/crt1.o $sources \
  /usr/lib/aarch64-linux-musl/libc.a "$(aarch64-linux-gnu-gcc -print-libgcc-file-name)"
rm -r build
sha256sum runner.h $sources runner-x86_64 runner-aarch64 > SHA256SUMS
ls -l runner-x86_64 runner-aarch64
