let rec burn n x = if n = 0 then x else burn (n - 1) (((x * 1103515245) + 12345) land 0x7fffffff)

let () =
  Scanf.scanf " %s %d %d" (fun word a b ->
      match word with
      | "crash" -> exit 3
      | "loop" -> while true do () done
      | "burn" -> Printf.printf "%d\n" (burn a 1)
      | _ -> Printf.printf "%d\n" (a + b))
