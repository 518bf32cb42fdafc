using System;

static class Says
{
    public static void Say(string word) => Console.WriteLine(word);
}
