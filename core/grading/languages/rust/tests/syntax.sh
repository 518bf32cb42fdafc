for source in sources/*.rs; do rustc --edition 2018 --emit=metadata --out-dir . "$source" || exit; done
