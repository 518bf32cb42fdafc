import java.util.*;

public class Main {
  public static void main(String[] args) {
    Map<String, Integer> counts = new HashMap<>();
    for (String word : new Scanner(System.in)) counts.merge(word, 1, Integer::sum);
    System.out.println(counts);
  }
}
