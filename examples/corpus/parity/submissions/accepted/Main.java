import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

public class Main {

  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    List<Long> t = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      StringTokenizer words = new StringTokenizer(line);
      while (words.hasMoreTokens()) t.add(Long.parseLong(words.nextToken()));
    }
System.out.println(Long.bitCount(t.get(0)) % 2 == 1 ? "odd" : "even");
  }
}
