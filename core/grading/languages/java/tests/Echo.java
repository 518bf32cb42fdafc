public class Echo { public static void main(String[] a) throws Exception { String s = new java.util.Scanner(System.in).next();
if (s.equals("wrong")) { System.out.println(7); }
if (s.equals("spin")) { for (long i = 0; ; i++) if (i < 0) System.out.println(i); }
if (s.equals("sleep")) { Thread.sleep(100000); }
if (s.equals("hoard")) { java.util.List<long[]> all = new java.util.ArrayList<>(); while (true) all.add(new long[1000000]); }
if (s.equals("flood")) { while (true) System.out.println("the same line again and again"); }
if (s.equals("exit3")) { System.exit(3); }
if (s.equals("crash")) { Object o = null; o.hashCode(); }
System.out.println(s); } }
