use std::io::{BufRead, Write};

fn main() {
    let stdin = std::io::stdin();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in stdin.lock().lines() {
        let mirrored: String = line.unwrap().chars().rev().collect();
        writeln!(out, "{}", mirrored).unwrap();
    }
}
