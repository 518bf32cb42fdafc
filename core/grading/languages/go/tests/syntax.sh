gofmt -e sources/*.go program/*.go > /dev/null
