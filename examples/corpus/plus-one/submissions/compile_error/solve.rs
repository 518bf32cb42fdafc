fn main() {
    let text = String::from("a");
    let moved = text;
    println!("{} {}", text, moved);
}
