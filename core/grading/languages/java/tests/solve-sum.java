import java.util.*;
class Solution {
  long solve(int[] numbers, String word) throws RuntimeException {
    if (word.equals("wrong")) return 7;
    if (word.equals("spin")) for (long i = 0; ; i++) if (i < 0) System.out.println(i);
    if (word.equals("crash")) throw new IllegalStateException("crash");
    if (word.equals("exit")) System.exit(3);
    if (word.equals("hoard")) { List<long[]> all = new ArrayList<>(); while (true) all.add(new long[1000000]); }
    if (word.equals("print")) { System.out.println("5"); System.err.println("6"); }
    return Arrays.stream(numbers).asLongStream().sum();
  }
}
