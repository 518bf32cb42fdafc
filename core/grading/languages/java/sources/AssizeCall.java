public class AssizeCall implements java.util.function.Consumer<AssizeIo> {
//<methods
  static int[] readListOfInt32(AssizeIo in) { int n = in.count(); int[] list = new int[n]; for (int i = 0; i < n; i++) list[i] = (int) in.integer(); return list; }
  static void write(AssizeIo out, int[] list) { if (list == null) throw new NullPointerException("solve returned null, or a list that holds null"); out.count(list.length); for (int item : list) write(out, item); }
  static int[][] readListOfListOfInt32(AssizeIo in) { int n = in.count(); int[][] list = new int[n][]; for (int i = 0; i < n; i++) list[i] = readListOfInt32(in); return list; }
  static void write(AssizeIo out, int[][] list) { if (list == null) throw new NullPointerException("solve returned null, or a list that holds null"); out.count(list.length); for (int[] item : list) write(out, item); }
  static Sample readSample(AssizeIo in) { Sample value = new Sample(); value.small = (int) in.integer(); value.large = in.integer(); value.real = in.number(); value.flag = in.bool(); value.word = in.text(); value.grid = readListOfListOfInt32(in); return value; }
  static void write(AssizeIo out, Sample value) { if (value == null) throw new NullPointerException("solve returned null, or a list that holds null"); write(out, value.small); write(out, value.large); write(out, value.real); write(out, value.flag); write(out, value.word); write(out, value.grid); }
  static Sample[] readListOfSample(AssizeIo in) { int n = in.count(); Sample[] list = new Sample[n]; for (int i = 0; i < n; i++) list[i] = readSample(in); return list; }
  static void write(AssizeIo out, Sample[] list) { if (list == null) throw new NullPointerException("solve returned null, or a list that holds null"); out.count(list.length); for (Sample item : list) write(out, item); }
//>
  static void write(AssizeIo out, int value) { out.integer(value); }
  static void write(AssizeIo out, long value) { out.integer(value); }
  static void write(AssizeIo out, double value) { out.number(value); }
  static void write(AssizeIo out, boolean value) { out.bool(value); }
  static void write(AssizeIo out, String value) { if (value == null) throw new NullPointerException("solve returned null, or a list that holds null"); out.text(value); }
  public void accept(AssizeIo in) {
//<call
    Sample p0 = readSample(in);
    Sample[] p1 = readListOfSample(in);
    Sample result = new Solution().solve(p0, p1); // the problem wants solve(one: Sample, more: list<Sample>) -> Sample
//>
    write(in, result);
  }
}
