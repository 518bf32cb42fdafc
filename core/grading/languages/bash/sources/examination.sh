read -r word a b
case $word in
crash) exit 3 ;;
loop) while :; do :; done ;;
burn)
  x=1
  for ((i = 0; i < a; i++)); do ((x = (x * 1103515245 + 12345) & 0x7fffffff)); done
  echo "$x"
  ;;
*) echo $((a + b)) ;;
esac
