let () =
  let s = String.trim (input_line stdin) in
  match s with
  | "wrong" -> print_endline "7"
  | "spin" -> while true do () done
  | "sleep" -> Unix.sleep 100
  | "hoard" -> let all = ref [] in while true do all := Bytes.make 1000000 'x' :: !all done
  | "flood" -> while true do print_endline "the same line again and again, and no end of it" done
  | "exit3" -> exit 3
  | "crash" -> failwith "crash"
  | _ -> print_endline s
