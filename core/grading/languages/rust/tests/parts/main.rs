mod say;

fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    say::say(line.trim());
}
