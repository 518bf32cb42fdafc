#!/bin/bash
# Ends this host by itself, each minute anew, so that nothing else need be alive: after the time in the tag
# assize:deadline, and after the longest life that its stage allows. Powering off terminates the instance.
set -uo pipefail
now=$(date +%s)
up=$(cut -d. -f1 /proc/uptime)
born=$(cat /opt/assize/born 2>/dev/null || echo $((now - up)))
longest=@MAX_LIFETIME_SECONDS@
last=$((born + longest))
tag=$(/opt/assize/metadata.sh assize:deadline || true)
if [ -n "$tag" ] && told=$(date -d "$tag" +%s 2>/dev/null) && [ "$told" -lt "$last" ]; then last=$told; fi
if [ "$now" -ge "$last" ]; then
  echo "assize: deadline passed (tag '${tag:-none}'), powering off"
  shutdown -P now
fi
