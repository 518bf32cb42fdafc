// @EXPECTED_RESULTS@: RTE
public class Main {
  static void main(String name) {}
}
