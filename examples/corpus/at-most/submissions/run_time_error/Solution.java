// @EXPECTED_RESULTS@: RTE
public class Solution {
  public long solve(long[] numbers, long limit) {
    return (numbers[0] <= limit ? 1 : 0) + solve(java.util.Arrays.copyOfRange(numbers, 1, numbers.length), limit);
  }
}
