for script in sources/*.js program/*.js; do node --check "$script" || exit; done
