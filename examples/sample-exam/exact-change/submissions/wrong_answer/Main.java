import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int amount = in.nextInt();
    int kinds = in.nextInt();
    int ways = 0;
    for (int i = 0; i < kinds; i++) {
      if (amount % in.nextInt() == 0) ways++;
    }
    System.out.println(ways);
  }
}
