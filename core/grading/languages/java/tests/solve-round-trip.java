class Solution { static Everything solve(Everything value) { return value; } }
