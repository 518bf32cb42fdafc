public class Solution {
  public long solve(long[] numbers, long limit) {
    long count = 0;
    for (long value = Long.MIN_VALUE; value < limit; value++) for (long number : numbers) if (number == value) count++;
    return count;
  }
}
