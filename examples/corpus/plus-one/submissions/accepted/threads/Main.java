import java.util.Scanner;

public class Main {
  public static void main(String[] args) throws InterruptedException {
    long n = new Scanner(System.in).nextLong();
    Thread[] threads = new Thread[8];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> Math.sqrt(2));
      threads[i].start();
    }
    for (Thread thread : threads) thread.join();
    System.out.println(n + 1);
  }
}
