import java.util.Scanner;

public class Start {
    public static void main(String[] arguments) { Say.say(new Scanner(System.in).next()); }
}
