import java.util.Scanner;

class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int[] numbers = new int[in.nextInt()];
        for (int i = 0; i < numbers.length; i++) numbers[i] = in.nextInt();
        System.out.println(new Solution().solve(numbers));
    }
}

//<solve
class Solution {
    public int solve(int[] numbers) {
        int largest = numbers[0];
        for (int number : numbers) largest = Math.max(largest, number);
        return largest;
    }
}
//>
