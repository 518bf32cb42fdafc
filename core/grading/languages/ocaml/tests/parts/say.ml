let say word = print_endline word
