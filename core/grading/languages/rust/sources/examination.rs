use std::io::Read;
fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words[0] == "crash" {
        std::process::exit(3);
    }
    let mut turns: u32 = 1;
    while words[0] == "loop" {
        turns = unsafe { std::ptr::read_volatile(&turns) }.wrapping_add(2);
    }
    let a: i64 = words[1].parse().unwrap();
    if words[0] == "burn" {
        let mut x: u32 = 1;
        for _ in 0..a {
            x = x.wrapping_mul(1103515245).wrapping_add(12345) & 0x7fffffff;
        }
        println!("{}", x);
    } else {
        println!("{}", a + words[2].parse::<i64>().unwrap());
    }
}
