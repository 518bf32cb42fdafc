import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;

public class Main {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in), 1 << 16);
    PrintWriter out = new PrintWriter(System.out);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(new StringBuilder(line).reverse());
    }
    out.flush();
  }
}
