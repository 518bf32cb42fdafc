public class Say {
    static void say(String word) { System.out.println(word); }
}
