use std::io::Read;

fn prime(x: i64) -> bool {
    x >= 2 && (2..).take_while(|d| d * d <= x).all(|d| x % d != 0)
}

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let t: Vec<i64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
let p = (2..t[0]).find(|&p| prime(p) && prime(t[0] - p)).unwrap();
println!("{} {}", p, t[0] - p);
}
