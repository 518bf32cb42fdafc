#!/bin/bash
# Starts Judge0 with the token of this host's launch round; without a token nothing listens. Runs on every boot.
set -euo pipefail
umask 077
cd /opt/assize
token=$(./metadata.sh assize:token)
if [ -z "$token" ]; then
  echo 'assize: the instance has no tag assize:token, Judge0 stays down' >&2
  exit 1
fi
# Redis and PostgreSQL are reached by containers of this host alone; their passwords never leave it.
if [ ! -s secret ]; then head -c 32 /dev/urandom | base64 | tr -d '+/=\n' >secret; fi
sed -e "s|@TOKEN@|$token|" -e "s|@SECRET@|$(cat secret)|" judge0.conf.template >judge0.conf
# Judge0's containers read it as uid 1000.
chmod 0644 judge0.conf
if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
  echo 'assize: this kernel booted with cgroup v2, on which every judge call fails' >&2
  exit 1
fi
docker compose up -d --no-build --pull never
