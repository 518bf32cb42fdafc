function solve() { return true; }
