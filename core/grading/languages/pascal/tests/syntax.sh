mkdir made && for source in sources/*.pas; do fpc -v0ew -FEmade "$source" || exit; done
