use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let t: Vec<i64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
let m = t[1] as usize;
let weight = |set: &usize| -> i64 { (0..m).filter(|i| set >> i & 1 == 1).map(|i| t[2 + i]).sum() };
let top = (0..1usize << m).filter(|set| weight(set) <= t[0]).max_by_key(weight).unwrap();
let crates: Vec<String> = (0..m).filter(|i| top >> i & 1 == 1).map(|i| (i + 1).to_string()).collect();
println!("{}", crates.join(" "));
}
