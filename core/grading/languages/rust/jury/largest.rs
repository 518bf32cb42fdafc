use std::io::Read;

fn solve(numbers: &[i64]) -> i64 {
    let mut largest = numbers[0];
    for &number in numbers {
        largest = largest.max(number);
    }
    largest
}

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let words: Vec<i64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
    println!("{}", solve(&words[1..]));
}
