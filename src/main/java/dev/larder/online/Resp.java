package dev.larder.online;

import java.nio.charset.StandardCharsets;

/**
 * Commands in Redis' protocol, one after the other in one buffer: an array of strings each. Each
 * command is begun with the number of its words, its name included.
 */
final class Resp {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final WireBuffer out = new WireBuffer();
  private int commands;

  /** A word with its length before it, to be used again and again. */
  static byte[] word(byte[] bytes) {
    WireBuffer word = new WireBuffer();
    return word.putByte('$')
        .putDigits(bytes.length)
        .put(LINE_END)
        .put(bytes)
        .put(LINE_END)
        .toByteArray();
  }

  static byte[] word(String text) {
    return word(text.getBytes(StandardCharsets.UTF_8));
  }

  Resp begin(int words, byte[] finishedName) {
    commands++;
    out.putByte('*').putDigits(words).put(LINE_END).put(finishedName);
    return this;
  }

  /** A word that {@link #word} made. */
  Resp finished(byte[] word) {
    out.put(word);
    return this;
  }

  Resp add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  Resp add(byte[] bytes, int from, int length) {
    out.putByte('$').putDigits(length).put(LINE_END).put(bytes, from, length).put(LINE_END);
    return this;
  }

  Resp add(long number) {
    return add(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  /** The commands so far: as many replies will come. */
  int commands() {
    return commands;
  }

  WireBuffer bytes() {
    return out;
  }

  Resp clear() {
    out.clear();
    commands = 0;
    return this;
  }
}
