import java.util.Scanner;

public class Main {
  // The last row of the table is missing: amounts are counted from one.
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int amount = in.nextInt();
    int kinds = in.nextInt();
    int[] ways = new int[amount];
    ways[0] = 1;
    for (int i = 0; i < kinds; i++) {
      int coin = in.nextInt();
      for (int sum = coin; sum <= amount; sum++) ways[sum] += ways[sum - coin];
    }
    System.out.println(ways[amount]);
  }
}
