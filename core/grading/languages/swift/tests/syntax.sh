for source in sources/*.swift; do swiftc -typecheck "$source" || exit; done
