for source in sources/*.pl; do perl -wc "$source" || exit; done
