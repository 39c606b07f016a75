package dev.larder.online;

import dev.larder.feature.Field;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The names of one view's fields in an entity's hash, as Feast's {@code _mmh3} and {@code
 * _redis_online_store} have them: a feature's is the 32-bit MurmurHash3 (x86, seed 0) of {@code
 * view:feature} in UTF-8, as four bytes, little-endian; that of the event timestamp is the text
 * {@code _ts:view}.
 */
public final class FeatureFields implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final byte[] TIMESTAMP = "_ts:".getBytes(StandardCharsets.UTF_8);

  private final byte[][] all;

  /**
   * The fields of some features of a view.
   *
   * @param onlineViewName the view's name in Redis, never an alias
   */
  public FeatureFields(String onlineViewName, List<Field> features) {
    this.all =
        Stream.concat(
                Stream.of(("_ts:" + onlineViewName).getBytes(StandardCharsets.UTF_8)),
                features.stream().map(f -> hash(onlineViewName + ":" + f.name())))
            .toArray(byte[][]::new);
  }

  /**
   * Whether this is the event timestamp's field of any view; four bytes may be a feature's hash.
   */
  static boolean isTimestamp(byte[] field) {
    return field.length > TIMESTAMP.length
        && Arrays.equals(TIMESTAMP, Arrays.copyOf(field, TIMESTAMP.length));
  }

  private static byte[] hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int hash = MurmurHash3.hash32x86(bytes, 0, bytes.length, 0);
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(hash).array();
  }

  /** The field of the event timestamp. */
  public byte[] timestamp() {
    return all[0];
  }

  /** The field of the i-th feature. */
  public byte[] feature(int i) {
    return all[i + 1];
  }

  /** Whether no two fields have the same name, by a collision of hashes. */
  boolean areDistinct() {
    return Arrays.stream(all).map(ByteBuffer::wrap).distinct().count() == all.length;
  }

  /** The i-th of {@link #all}. */
  byte[] field(int i) {
    return all[i];
  }

  /** The number of {@link #all}. */
  int count() {
    return all.length;
  }

  /** The timestamp's field, then the features', as Feast writes them. */
  public byte[][] all() {
    return all.clone();
  }
}
