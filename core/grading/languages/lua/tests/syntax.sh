for source in sources/*.lua; do luac5.3 -p "$source" || exit; done
