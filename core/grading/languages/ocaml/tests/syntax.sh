for source in sources/*.ml; do ocamlopt -stop-after typing "$source" || exit; done
