package dev.larder.online;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum at the end of Redis' dump format, as its {@code crc64.c} computes it: the Jones
 * polynomial, reflected, from 0. Eight bytes at a time.
 */
final class Crc64 {
  /** 0xad93d23594c935a9, its bits in reverse order. */
  private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;

  private static final int STEP = Long.BYTES;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** {@code TABLES[k][b]}: what a byte contributes when k more bytes follow it in its step. */
  private static final long[][] TABLES = tables();

  private Crc64() {}

  private static long[][] tables() {
    long[][] tables = new long[STEP][256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
      }
      tables[0][b] = crc;
    }
    for (int k = 1; k < STEP; k++) {
      for (int b = 0; b < 256; b++) {
        long before = tables[k - 1][b];
        tables[k][b] = tables[0][(int) before & 0xff] ^ before >>> Byte.SIZE;
      }
    }
    return tables;
  }

  static long of(byte[] bytes, int from, int to) {
    long crc = 0;
    int i = from;
    for (; i + STEP <= to; i += STEP) {
      long step = crc ^ (long) WORDS.get(bytes, i);
      crc =
          TABLES[7][(int) step & 0xff]
              ^ TABLES[6][(int) (step >>> 8) & 0xff]
              ^ TABLES[5][(int) (step >>> 16) & 0xff]
              ^ TABLES[4][(int) (step >>> 24) & 0xff]
              ^ TABLES[3][(int) (step >>> 32) & 0xff]
              ^ TABLES[2][(int) (step >>> 40) & 0xff]
              ^ TABLES[1][(int) (step >>> 48) & 0xff]
              ^ TABLES[0][(int) (step >>> 56)];
    }
    for (; i < to; i++) {
      crc = TABLES[0][(bytes[i] ^ (int) crc) & 0xff] ^ crc >>> Byte.SIZE;
    }
    return crc;
  }
}
