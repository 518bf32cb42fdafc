import java.util.Scanner;

public class Main {
  static int ways(int[] coins, int used, int left) {
    return left == 0 ? 1 : ways(coins, used + 1, left) + (left >= coins[used] ? ways(coins, used, left - coins[used]) : 0);
  }

  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int amount = in.nextInt();
    int[] coins = new int[in.nextInt()];
    for (int i = 0; i < coins.length; i++) coins[i] = in.nextInt();
    System.out.println(ways(coins, 0, amount));
  }
}
