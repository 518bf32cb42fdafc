pub fn say(word: &str) {
    println!("{}", word);
}
