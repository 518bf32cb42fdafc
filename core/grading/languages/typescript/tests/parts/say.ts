export function say(word: string): void {
  console.log(word);
}
