package dev.larder.online;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are put together without an object for each part: numbers as protobuf, Redis' protocol
 * and its dump format have them. It grows, and is used again after {@link #clear}.
 */
public final class WireBuffer {
  private static final int FIRST_CAPACITY = 256;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int size;

  /** Forgets what it holds; the memory stays. */
  public WireBuffer clear() {
    size = 0;
    return this;
  }

  /** The number of bytes so far. */
  public int size() {
    return size;
  }

  /** What holds the bytes, from 0 to {@link #size}; another one after it has grown. */
  public byte[] array() {
    return bytes;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * Makes room for bytes that the caller writes into {@link #array} itself.
   *
   * @return where the first of them stands
   */
  public int grow(int count) {
    int start = size;
    size = Math.addExact(size, count);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, size * 2L));
    }
    return start;
  }

  public WireBuffer put(byte[] source) {
    return put(source, 0, source.length);
  }

  public WireBuffer put(byte[] source, int from, int length) {
    int start = grow(length);
    System.arraycopy(source, from, bytes, start, length);
    return this;
  }

  /** One byte, of the number's last eight bits. */
  public WireBuffer putByte(int value) {
    int start = grow(1);
    bytes[start] = (byte) value;
    return this;
  }

  /** Four bytes, the lowest first. */
  public WireBuffer putInt(int value) {
    int start = grow(Integer.BYTES);
    setInt(start, value);
    return this;
  }

  /** Four bytes, the lowest first, over those that stand at a place. */
  void setInt(int at, int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
  }

  /** Eight bytes, the lowest first. */
  public WireBuffer putLong(long value) {
    int start = grow(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[start + i] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  /** Protobuf's varint: seven bits a byte, the lowest first; ten bytes for a negative number. */
  public WireBuffer putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      putByte((int) rest | 0x80);
      rest >>>= 7;
    }
    return putByte((int) rest);
  }

  /** A number in decimal digits. */
  WireBuffer putDigits(long value) {
    if (value >= 0 && value < 10) {
      return putByte('0' + (int) value);
    }
    return put(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }
}
