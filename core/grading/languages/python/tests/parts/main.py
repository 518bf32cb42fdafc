from say import say

say(input())
