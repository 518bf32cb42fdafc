read -r word
case $word in
wrong) echo 7 ;;
spin) while :; do :; done ;;
sleep) sleep 100 ;;
hoard) while :; do printf -v more '%01000000d' 0; all+=("$more"); done ;;
flood) while :; do echo 'the same line again and again, and no end of it'; done ;;
exit3) exit 3 ;;
crash) kill -SEGV $$ ;;
*) echo "$word" ;;
esac
