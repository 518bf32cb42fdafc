class Solution { long solve(String word) { return 1; } }
