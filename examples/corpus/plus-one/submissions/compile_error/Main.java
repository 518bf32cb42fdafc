public class Main {
  int main() { return missing; }
}
