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
int m = t.get(1).intValue();
int top = 0;
long most = -1;
for (int set = 0; set < 1 << m; set++) {
  long sum = 0;
  for (int i = 0; i < m; i++) if ((set >> i & 1) == 1) sum += t.get(2 + i);
  if (sum <= t.get(0) && sum > most) {
    most = sum;
    top = set;
  }
}
for (int i = 0; i < m; i++) if ((top >> i & 1) == 1) System.out.print((i + 1) + " ");
System.out.println();
  }
}
