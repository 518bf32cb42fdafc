fn main() { let mut line = String::new(); std::io::stdin().read_line(&mut line).unwrap(); let word = line.trim();
if word == "wrong" { println!("7"); }
if word == "spin" { let mut i: u64 = 0; loop { i = std::hint::black_box(i + 1); if i == u64::MAX { println!("{}", i); } } }
if word == "sleep" { std::thread::sleep(std::time::Duration::from_secs(100)); }
if word == "hoard" { let mut all: Vec<Vec<u8>> = Vec::new(); loop { all.push(vec![1; 1 << 20]); if all.len() == 0 { println!("{:?}", all); } } }
if word == "flood" { loop { println!("the same line again and again, and no end of it"); } }
if word == "exit3" { std::process::exit(3); }
if word == "crash" { let v: Vec<i32> = Vec::new(); println!("{}", v[word.len()]); }
println!("{}", word); }
