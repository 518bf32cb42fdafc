class Ones {
  private final long n;

  Ones(long n) {
    this.n = n;
  }

  boolean odd() {
    return Long.bitCount(n) % 2 == 1;
  }
}
