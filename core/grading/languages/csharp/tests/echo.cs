using System;
using System.Collections.Generic;
using System.Threading;

class Echo
{
    static void Main()
    {
        string s = Console.ReadLine().Trim();
        if (s == "wrong") Console.WriteLine(7);
        if (s == "spin") for (long i = 0; ; i++) if (i < 0) Console.WriteLine(i);
        if (s == "sleep") Thread.Sleep(100000);
        if (s == "hoard") { var all = new List<long[]>(); while (true) { var more = new long[1000000]; Array.Fill(more, 1); all.Add(more); } }
        if (s == "flood") while (true) Console.WriteLine("the same line again and again, and no end of it");
        if (s == "exit3") Environment.Exit(3);
        if (s == "crash") throw new InvalidOperationException("crash");
        Console.WriteLine(s);
    }
}
