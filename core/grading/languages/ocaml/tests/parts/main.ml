let () = Say.say (input_line stdin)
