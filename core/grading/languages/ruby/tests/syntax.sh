for source in sources/*.rb; do ruby -wc "$source" || exit; done
