import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int amount = in.nextInt(), kinds = in.nextInt();
    long product = 1;
    while (kinds-- > 0) product *= amount / in.nextInt() + 1;
    System.out.println(product);
  }
}
