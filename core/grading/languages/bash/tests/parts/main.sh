. ./say.sh

read -r word
say "$word"
