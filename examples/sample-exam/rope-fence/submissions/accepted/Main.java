import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StreamTokenizer;

public class Main {
  public static void main(String[] args) throws IOException {
    StreamTokenizer in = new StreamTokenizer(new BufferedReader(new InputStreamReader(System.in)));
    in.nextToken();
    int n = (int) in.nval;
    long[] x = new long[n + 1];
    long[] y = new long[n + 1];
    for (int i = 0; i < n; i++) {
      in.nextToken();
      x[i] = (long) in.nval;
      in.nextToken();
      y[i] = (long) in.nval;
    }
    x[n] = x[0];
    y[n] = y[0];
    double rope = 0;
    long twice = 0;
    for (int i = 0; i < n; i++) {
      rope += Math.sqrt((double) ((x[i + 1] - x[i]) * (x[i + 1] - x[i]) + (y[i + 1] - y[i]) * (y[i + 1] - y[i])));
      twice += x[i] * y[i + 1] - x[i + 1] * y[i];
    }
    System.out.println(rope + " " + Math.abs(twice) / 2.0);
  }
}
