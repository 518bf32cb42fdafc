import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int amount = in.nextInt();
    int[] ways = new ArrayList<Integer>(amount);
    System.out.println(ways.length);
  }
}
