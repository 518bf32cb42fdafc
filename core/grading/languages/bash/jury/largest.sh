read -r
read -ra numbers
largest=$((numbers[0]))
for number in "${numbers[@]}"; do
  if ((number > largest)); then largest=$number; fi
done
echo "$largest"
