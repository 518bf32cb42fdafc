import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int amount = in.nextInt();
    int kinds = in.nextInt();
    int[] ways = new int[amount + 1];
    ways[0] = 1;
    for (int i = 0; i < kinds; i++) {
      int coin = in.nextInt();
      for (int sum = coin; sum <= amount; sum++) {
        ways[sum] = (ways[sum] + ways[sum - coin]) % 1_000_000_007;
      }
    }
    System.out.println(ways[amount]);
  }
}
