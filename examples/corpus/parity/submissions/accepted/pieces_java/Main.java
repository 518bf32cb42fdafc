import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    System.out.println(new Ones(new Scanner(System.in).nextLong()).odd() ? "odd" : "even");
  }
}
