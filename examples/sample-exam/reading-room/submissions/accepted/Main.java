import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.StringTokenizer;

public class Main {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    int n = Integer.parseInt(in.readLine().trim());
    long[] arrivals = new long[n];
    long[] departures = new long[n];
    for (int i = 0; i < n; i++) {
      StringTokenizer line = new StringTokenizer(in.readLine());
      arrivals[i] = Long.parseLong(line.nextToken());
      departures[i] = Long.parseLong(line.nextToken());
    }
    Arrays.sort(arrivals);
    Arrays.sort(departures);
    int gone = 0;
    int best = 0;
    long minute = 0;
    for (int come = 0; come < n; come++) {
      while (departures[gone] <= arrivals[come]) gone++;
      if (come + 1 - gone > best) {
        best = come + 1 - gone;
        minute = arrivals[come];
      }
    }
    System.out.println(best + " " + minute);
  }
}
