package dev.larder.materialization;

import java.io.Serializable;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * A share of all keys: which ones, their hash decides, so that every look sees the same. The hash
 * has nothing to do with the slot.
 *
 * @param fraction above 0, up to 1 for all
 */
record KeySample(double fraction) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final double HASHES = 1L << Integer.SIZE;

  boolean isAll() {
    return fraction == 1;
  }

  /** Whether a key is one of them. */
  boolean contains(byte[] key) {
    return isAll() || position(key) < fraction;
  }

  /** Where a key stands between 0 and 1: the same for equal keys, and evenly spread. */
  static double position(byte[] key) {
    return (MurmurHash3.hash32x86(key, 0, key.length, 0) & 0xffff_ffffL) / HASHES;
  }
}
