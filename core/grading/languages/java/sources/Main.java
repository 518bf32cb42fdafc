import java.util.Scanner;
public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    String word = in.next();
    if (word.equals("crash")) System.exit(3);
    if (word.equals("loop")) for (int i = 0; ; i++) if (i == -1 && args.length > 9) break;
    long a = in.nextLong();
    if (word.equals("burn")) {
      int x = 1;
      for (long i = 0; i < a; i++) x = (x * 1103515245 + 12345) & 0x7fffffff;
      System.out.println(x);
    } else System.out.println(a + in.nextLong());
  }
}
