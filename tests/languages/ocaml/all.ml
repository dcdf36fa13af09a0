let work () =
  let x = ref 1 in
  let a = Array.init 1000000 (fun _ -> x := !x * 16807 mod 2147483647; !x) in
  let sum = ref 0 in
  Array.iteri (fun i v -> sum := !sum + v * (i mod 3)) a;
  !sum

let () =
  match read_line () with
  | "sum" -> let a = read_int () in Printf.printf "%d\n" (a + read_int ())
  | "echo" -> print_endline (Str.global_replace (Str.regexp "$") " → ✓" (read_line ()))
  | "work" -> Printf.printf "%d\n" (work ())
  | "exit" -> exit 3
  | "crash" -> failwith "crash"
  | "spin" -> let n = ref 0 in while true do incr n done
  | "hog" -> let all = ref [] in while true do all := Bytes.make 1048576 'x' :: !all done
  | "flood" -> while true do print_endline "flood" done
  | _ -> ignore (Unix.getpid ())
