import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

public class Main {
  static boolean prime(long x) {
    for (long d = 2; d * d <= x; d++) if (x % d == 0) return false;
    return x >= 2;
  }

  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    List<Long> t = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      StringTokenizer words = new StringTokenizer(line);
      while (words.hasMoreTokens()) t.add(Long.parseLong(words.nextToken()));
    }
for (long p = 2; ; p++) {
  if (prime(p) && prime(t.get(0) - p)) {
    System.out.println(p + " " + (t.get(0) - p));
    return;
  }
}
  }
}
