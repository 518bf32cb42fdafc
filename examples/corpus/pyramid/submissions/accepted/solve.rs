fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    let h: usize = words[0].parse().unwrap();
    for i in 1..=h {
        println!("{}{}", " ".repeat(h - i), words[1].repeat(2 * i - 1));
    }
}
