for source in sources/*.php; do php -l "$source" || exit; done
