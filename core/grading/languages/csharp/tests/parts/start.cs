using System;

class Start
{
    static void Main() => Says.Say(Console.ReadLine());
}
