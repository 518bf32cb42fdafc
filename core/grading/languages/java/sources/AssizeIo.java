import java.nio.charset.StandardCharsets;
public class AssizeIo {
  byte[] data; int at; final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
  public AssizeIo(byte[] data) { this.data = data; }
  private String word(char stop) { int from = at; while (data[at] != stop) at++; return new String(data, from, at++ - from, StandardCharsets.ISO_8859_1); }
  public long integer() { boolean minus = data[at] == '-'; if (minus) at++; long value = 0; while (data[at] != ' ') value = value * 10 - (data[at++] - '0'); at++; return minus ? value : -value; }
  public int count() { return (int) integer(); }
  public double number() { return Double.parseDouble(word(' ')); }
  public boolean bool() { return word(' ').equals("1"); }
  public String text() { int n = Integer.parseInt(word(':')); String value = new String(data, at, n, StandardCharsets.UTF_8); at += n + 1; return value; }
  private void put(String text) { byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); out.write(bytes, 0, bytes.length); out.write(' '); }
  public void integer(long value) { put(Long.toString(value)); }
  public void count(int value) { put(Integer.toString(value)); }
  public void number(double value) { put(Double.toString(value)); }
  public void bool(boolean value) { put(value ? "1" : "0"); }
  public void text(String value) { byte[] bytes = value.getBytes(StandardCharsets.UTF_8); byte[] head = (bytes.length + ":").getBytes(StandardCharsets.ISO_8859_1); out.write(head, 0, head.length); out.write(bytes, 0, bytes.length); out.write(' '); }
}
