class Solution { static int calls = 0; long solve(int[] numbers, String word) { return ++calls; } }
