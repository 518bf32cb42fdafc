public class Main {
  public static void main(String[] args) {
    int visitors = "many";
    System.out.println(visitors);
  }
}
