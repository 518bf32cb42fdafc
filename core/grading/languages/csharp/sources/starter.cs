using System;

class Program
{
    static void Main()
    {
        string[] words = Console.In.ReadToEnd().Split((char[])null, StringSplitOptions.RemoveEmptyEntries);
        int n = int.Parse(words[0]);
        Console.WriteLine(n);
    }
}
