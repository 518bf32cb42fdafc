using System;

class Program
{
    static void Main()
    {
        string[] words = Console.ReadLine().Split(' ');
        if (words[0] == "crash") Environment.Exit(3);
        int turns = 0;
        while (words[0] == "loop") turns++;
        if (words[0] == "burn")
        {
            int x = 1;
            for (int i = int.Parse(words[1]); i > 0; i--) x = unchecked(x * 1103515245 + 12345) & 0x7fffffff;
            Console.WriteLine(x);
        }
        else Console.WriteLine(int.Parse(words[1]) + int.Parse(words[2]) + turns);
    }
}
