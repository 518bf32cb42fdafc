use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let t: Vec<i64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
println!("{}", if t[0].count_ones() % 2 == 1 { "odd" } else { "even" });
}
