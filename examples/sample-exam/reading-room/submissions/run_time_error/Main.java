import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int n = in.nextInt();
    int[] seats = new int[n];
    for (int i = 0; i < n; i++) {
      seats[in.nextInt() + n] = in.nextInt();
    }
    System.out.println(seats.length + " 0");
  }
}
