function solve(word: string): string { return word; }
