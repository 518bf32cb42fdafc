for source in sources/*.hs; do ghc -v0 -fno-code "$source" || exit; done
