for source in sources/*.sh; do bash -n "$source" || exit; done
