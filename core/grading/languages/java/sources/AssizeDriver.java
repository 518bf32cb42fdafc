import java.io.*;
import java.net.*;
import java.util.function.Consumer;
public class AssizeDriver {
  static final class Fresh extends URLClassLoader {
    Fresh(URL[] urls, ClassLoader parent) { super(urls, parent); }
    @Override protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && !name.equals("AssizeIo")) try { loaded = findClass(name); } catch (ClassNotFoundException notOurs) { loaded = null; }
        return loaded != null ? loaded : super.loadClass(name, resolve);
      }
    }
  }
  static URL[] urls;
  @SuppressWarnings("unchecked")
  static Consumer<AssizeIo> load() throws Exception {
    return (Consumer<AssizeIo>) new Fresh(urls, AssizeDriver.class.getClassLoader()).loadClass("AssizeCall").getDeclaredConstructor().newInstance();
  }
  static byte[] readExactly(InputStream in, int size) throws IOException {
    byte[] data = new byte[size];
    for (int at = 0; at < size; ) { int got = in.read(data, at, size - at); if (got < 0) Runtime.getRuntime().halt(0); at += got; }
    return data;
  }
  public static void main(String[] arguments) throws Exception {
    urls = new URL[] { new File(System.getProperty("java.class.path")).toURI().toURL() };
    FileInputStream in = new FileInputStream("/proc/self/fd/3");
    FileOutputStream out = new FileOutputStream("/proc/self/fd/4");
    load();
    AssizeIo warm = new AssizeIo("1 2.5 ".getBytes("ISO-8859-1"));
    warm.integer(warm.integer()); warm.number(warm.number());
    out.write("READY\n".getBytes("ISO-8859-1"));
    while (true) {
      StringBuilder line = new StringBuilder();
      for (int b; (b = in.read()) != '\n'; ) { if (b < 0) Runtime.getRuntime().halt(0); line.append((char) b); }
      String token = line.substring(0, 16);
      AssizeIo io = new AssizeIo(readExactly(in, Integer.parseInt(line.substring(17))));
      try {
        load().accept(io);
      } catch (Throwable problem) {
        problem.printStackTrace();
        System.err.flush();
        Runtime.getRuntime().halt(1);
      }
      System.out.flush();
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write((token + " " + io.out.size() + "\n").getBytes("ISO-8859-1"));
      io.out.writeTo(whole);
      out.write(whole.toByteArray());
    }
  }
}
