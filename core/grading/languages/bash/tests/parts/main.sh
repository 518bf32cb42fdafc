. "${BASH_SOURCE%/*}/say.sh"

read -r word
say "$word"
