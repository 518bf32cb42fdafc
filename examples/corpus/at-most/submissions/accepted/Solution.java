import java.util.Arrays;

public class Solution {
  public long solve(long[] numbers, long limit) {
    return Arrays.stream(numbers).filter(number -> number <= limit).count();
  }
}
