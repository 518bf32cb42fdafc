import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;

public class Main {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in), 1 << 16);
    Map<String, int[]> counts = new HashMap<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      StringTokenizer words = new StringTokenizer(line);
      while (words.hasMoreTokens()) {
        String word = words.nextToken();
        int[] count = counts.get(word);
        if (count == null) counts.put(word, new int[] {1});
        else count[0]++;
      }
    }
    String busiest = "";
    int most = 0;
    for (Map.Entry<String, int[]> entry : counts.entrySet()) {
      int count = entry.getValue()[0];
      if (count > most || (count == most && entry.getKey().compareTo(busiest) < 0)) {
        busiest = entry.getKey();
        most = count;
      }
    }
    System.out.println(busiest + " " + most);
  }
}
