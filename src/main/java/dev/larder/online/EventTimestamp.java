package dev.larder.online;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.larder.UserException;

/**
 * The value of a {@code _ts:} field: a serialized {@code google.protobuf.Timestamp} with whole
 * microseconds, as {@code online_write_batch} of Feast's Redis online store writes it. Before 1970
 * the seconds are floored, so that the nanoseconds never are negative.
 */
public final class EventTimestamp {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private EventTimestamp() {}

  /** The bytes of a time in microseconds since 1970; none for 1970 itself. */
  public static byte[] encode(long micros) {
    WireBuffer out = new WireBuffer();
    write(out, micros);
    return out.toByteArray();
  }

  /** Appends the bytes of a time in microseconds since 1970. */
  public static void write(WireBuffer out, long micros) {
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
    long nanos = Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
    if (seconds != 0) {
      out.putByte(Timestamp.SECONDS_FIELD_NUMBER << 3).putVarint(seconds);
    }
    if (nanos != 0) {
      out.putByte(Timestamp.NANOS_FIELD_NUMBER << 3).putVarint(nanos);
    }
  }

  /**
   * What a writer compares its event time with, in microseconds since 1970: 1970 itself where
   * nothing is stored, as in Feast, and the least time where what is stored is no timestamp, so
   * that any row replaces it.
   *
   * @param stored the bytes of the field; null for none
   */
  public static long storedMicros(byte[] stored) {
    if (stored == null) {
      return 0;
    }
    try {
      return decodeMicros(stored);
    } catch (UserException e) {
      return Long.MIN_VALUE;
    }
  }

  /**
   * The microseconds since 1970 that the bytes say; what is finer is cut off.
   *
   * @throws UserException where they are no timestamp
   */
  public static long decodeMicros(byte[] bytes) {
    try {
      Timestamp timestamp = Timestamp.parseFrom(bytes);
      return Math.addExact(
          Math.multiplyExact(timestamp.getSeconds(), MICROS_PER_SECOND),
          Math.floorDiv(timestamp.getNanos(), NANOS_PER_MICRO));
    } catch (InvalidProtocolBufferException | ArithmeticException e) {
      throw new UserException(
          "online store", "A _ts: field holds what is no event timestamp of Feast.", e);
    }
  }
}
