let () =
  let n = Scanf.scanf " %d" (fun x -> x) in
  Printf.printf "%d\n" n
