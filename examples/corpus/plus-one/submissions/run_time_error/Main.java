// @EXPECTED_RESULTS@: RTE
public class Main {
  public static void main(String[] args) {
    Object text = "forty-one";
    System.out.println((Integer) text + 1);
  }
}
