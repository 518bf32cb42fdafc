import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int h = in.nextInt();
    String c = in.next();
    for (int i = 1; i <= h; i++) System.out.println(" ".repeat(h - i) + c.repeat(2 * i - 1));
  }
}
