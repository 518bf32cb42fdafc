let solve numbers =
  let largest = ref numbers.(0) in
  Array.iter (fun number -> if number > !largest then largest := number) numbers;
  !largest

let () =
  let read () = Scanf.scanf " %d" (fun x -> x) in
  let count = read () in
  let numbers = Array.init count (fun _ -> read ()) in
  Printf.printf "%d\n" (solve numbers)
