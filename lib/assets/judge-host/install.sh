#!/bin/bash
# Makes a judge host of a stock Ubuntu 22.04, or an image of one; runs once, by cloud-init. The files that it starts were
# written above.
exec > >(tee -a /var/log/assize-install.log) 2>&1
set -euxo pipefail

# Before all else: from here on this host ends by itself, even if the rest fails.
date +%s >/opt/assize/born
systemctl daemon-reload
systemctl enable --now assize-deadline.timer

# An image that was baked below has the rest: packages, Judge0's images, cgroup v1.
if [ -e /opt/assize/baked ]; then
  systemctl enable --now --no-block assize-judge.service
  exit 0
fi

try() {
  for pause in 5 10 20 40 80; do
    "$@" && return 0
    sleep "$pause"
  done
  "$@"
}

# Updates in the middle of an exam would take cores and could change the kernel.
systemctl disable --now apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service || true
systemctl stop apt-daily.service apt-daily-upgrade.service || true
apt-mark hold linux-aws linux-image-aws linux-headers-aws || true

export DEBIAN_FRONTEND=noninteractive
try apt-get -o DPkg::Lock::Timeout=120 update
try apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends docker.io docker-compose-v2 curl ca-certificates
systemctl enable --now docker

# Compose reads the env files even to pull; the real one is written at boot, when the token is there.
cp /opt/assize/judge0.conf.template /opt/assize/judge0.conf
try docker compose -f /opt/assize/docker-compose.yml pull --quiet

# Judge0's sandbox knows cgroup v1 only. A file of our own: the cloud image's 50-cloudimg-settings.cfg sets the rest.
cat >/etc/default/grub.d/60-assize.cfg <<'GRUB'
GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX systemd.unified_cgroup_hierarchy=0"
GRUB
update-grub

# To be an image: what belongs to this one host goes, and powering off says that it is done. Judge0 has never started here,
# so that its database and passwords are made on each host anew.
if [ -n "$(/opt/assize/metadata.sh assize:bake)" ]; then
  systemctl disable assize-deadline.timer
  rm -f /opt/assize/born /opt/assize/judge0.conf
  truncate -s 0 /etc/machine-id
  touch /opt/assize/baked
  sync
  echo 'assize: baked' >/dev/console
  shutdown -P now
  exit 0
fi

systemctl enable assize-judge.service
shutdown -r now
