for source in sources/*.R; do Rscript --vanilla -e 'invisible(parse(commandArgs(TRUE)))' "$source" || exit; done
