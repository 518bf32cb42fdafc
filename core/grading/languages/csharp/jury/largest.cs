using System;
using System.Linq;

class Program
{
    static int Solve(int[] numbers)
    {
        int largest = numbers[0];
        foreach (int number in numbers) largest = Math.Max(largest, number);
        return largest;
    }

    static void Main()
    {
        string[] words = Console.In.ReadToEnd().Split((char[])null, StringSplitOptions.RemoveEmptyEntries);
        Console.WriteLine(Solve(words.Skip(1).Select(int.Parse).ToArray()));
    }
}
