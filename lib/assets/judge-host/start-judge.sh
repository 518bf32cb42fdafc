#!/bin/bash
# Starts Judge0 with the token of this host's launch round; without a token nothing listens. Runs on every boot.
set -euo pipefail
umask 077
cd /opt/assize
give_up() {
  echo "assize: $1" >&2
  exit 1
}
token=$(./metadata.sh assize:token)
[ -n "$token" ] || give_up 'the instance has no tag assize:token, Judge0 stays down'
# Redis and PostgreSQL are reached by containers of this host alone; their passwords never leave it.
if [ ! -s secret ]; then head -c 32 /dev/urandom | base64 | tr -d '+/=\n' >secret; fi
[ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ] ||
  give_up 'this kernel booted with cgroup v2, on which every judge call fails'
# Kernels from 6.11 on may mount cgroup v1 and lack its memory controller.
[ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ] ||
  give_up 'this kernel has no memory controller of cgroup v1 (CONFIG_MEMCG_V1), on which every judge call fails'
# A worker a core; what Judge0 itself needs is not for runs.
slots=$(nproc)
total=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
run=$(((total - @OWN_KIB@ - slots * @WORKER_KIB@) / slots))
[ "$run" -ge @LEAST_RUN_KIB@ ] ||
  give_up "$total KiB of memory leave $run KiB for each of $slots runs, @LEAST_RUN_KIB@ are needed: choose a larger type"
sed -e "s|@TOKEN@|$token|" -e "s|@SECRET@|$(cat secret)|" -e "s|@SLOTS@|$slots|" -e "s|^MAX_MEMORY_LIMIT=.*|MAX_MEMORY_LIMIT=$run|" \
  judge0.conf.template >judge0.conf
# Judge0's containers read it as uid 1000.
chmod 0644 judge0.conf
docker compose up -d --no-build --pull never
