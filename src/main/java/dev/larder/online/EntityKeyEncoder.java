package dev.larder.online;

import dev.larder.UserException;
import dev.larder.feature.Entity;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The keys of the hashes in Redis, and back. As {@code serialize_entity_key} of Feast's {@code
 * key_encoding_utils.py} and {@code _redis_key} of its Redis online store make them:
 *
 * <pre>
 * version 3  u32 count, then for each join key  u32 2, u32 length of the name, name
 * versions 1, 2         for each join key  u32 2, name
 * then, in all          for each value  u32 number of its type, u32 its length, value
 *                       the project's name
 * </pre>
 *
 * All integers are little-endian, all texts UTF-8, lengths are in bytes. Join keys stand in the
 * order of their names' code points. A value is the bytes, the text, or a little-endian integer of
 * four bytes (INT32) or eight (INT64, UNIX_TIMESTAMP in seconds); version 1 gives INT64 four bytes
 * too.
 */
public final class EntityKeyEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Feast's stand-in for the keys of a view without entities. */
  private static final List<Field> NO_JOIN_KEYS =
      List.of(new Field(Entity.DUMMY_JOIN_KEY, ValueType.STRING));

  private static final Values NO_VALUES = new ObjectValues(new Object[] {""});

  private final int version;
  private final boolean withoutEntities;
  private final byte[] head;
  private final byte[] project;

  /** In the order of the key. */
  private final String[] names;

  private final ValueType[] types;

  /** Position in the key → position among the join keys as declared. */
  private final int[] declared;

  /**
   * The keys of one project and one set of join keys.
   *
   * @param version Feast's {@code entity_key_serialization_version}; above 3 is as 3
   * @param joinKeys names and declared types (the view's entity columns, not the entity's type), in
   *     declaration order; empty for a view without entities
   * @throws UserException where a join key has a type that Feast cannot put into a key
   */
  public EntityKeyEncoder(int version, String project, List<Field> joinKeys) {
    this.version = version;
    this.withoutEntities = joinKeys.isEmpty();
    this.project = project.getBytes(StandardCharsets.UTF_8);
    List<Field> fields = withoutEntities ? NO_JOIN_KEYS : joinKeys;
    fields.forEach(EntityKeyEncoder::requireKeyType);
    this.declared =
        IntStream.range(0, fields.size())
            .boxed()
            .sorted(Comparator.comparing(i -> utf8(fields.get(i).name()), Arrays::compareUnsigned))
            .mapToInt(i -> i)
            .toArray();
    this.names = Arrays.stream(declared).mapToObj(i -> fields.get(i).name()).toArray(String[]::new);
    this.types =
        Arrays.stream(declared).mapToObj(i -> fields.get(i).valueType()).toArray(ValueType[]::new);
    this.head = head();
  }

  private static void requireKeyType(Field joinKey) {
    if (!joinKey.valueType().isKeyType()) {
      throw new UserException(
          "join key " + joinKey.name(),
          "Its type is "
              + joinKey.valueType()
              + "; a key can be BYTES, STRING, INT32, INT64 or UNIX_TIMESTAMP.");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] head() {
    WireBuffer out = new WireBuffer();
    if (version >= 3) {
      out.putInt(names.length);
    }
    for (String name : names) {
      byte[] bytes = utf8(name);
      out.putInt(ValueType.STRING.number());
      if (version >= 3) {
        out.putInt(bytes.length);
      }
      out.put(bytes);
    }
    return out.toByteArray();
  }

  /** Where the values of one entity's join keys are, in the order as declared. None is null. */
  public interface Values {
    /** An INT32, INT64, or UNIX_TIMESTAMP in seconds. */
    long number(int joinKey);

    /** Appends the UTF-8 of a STRING, or BYTES. */
    void writeBytes(int joinKey, WireBuffer out);
  }

  /** Values that are objects. */
  private record ObjectValues(Object[] values) implements Values {
    @Override
    public long number(int joinKey) {
      return ((Number) values[joinKey]).longValue();
    }

    @Override
    public void writeBytes(int joinKey, WireBuffer out) {
      Object value = values[joinKey];
      out.put(value instanceof String text ? utf8(text) : (byte[]) value);
    }
  }

  /**
   * The key of one entity.
   *
   * @param values in the order of the join keys as declared: {@code byte[]}, String, Integer, Long,
   *     or Long seconds; empty for a view without entities
   * @throws IllegalArgumentException where a value is null: Feast has no key for that
   * @throws UserException where version 1 cannot hold an INT64
   */
  public byte[] encode(Object[] values) {
    for (int i = 0; i < types.length && !withoutEntities; i++) {
      if (values[declared[i]] == null) {
        throw new IllegalArgumentException("The join key " + names[i] + " is null");
      }
    }
    WireBuffer out = new WireBuffer();
    write(out, new ObjectValues(values));
    return out.toByteArray();
  }

  /**
   * Appends the key of one entity.
   *
   * @param values not asked for a view without entities
   * @throws UserException where version 1 cannot hold an INT64
   */
  public void write(WireBuffer out, Values values) {
    out.put(head);
    Values given = withoutEntities ? NO_VALUES : values;
    for (int i = 0; i < types.length; i++) {
      out.putInt(types[i].number());
      switch (types[i]) {
        case BYTES, STRING -> {
          int length = out.grow(Integer.BYTES);
          given.writeBytes(declared[i], out);
          out.setInt(length, out.size() - length - Integer.BYTES);
        }
        case INT32 -> out.putInt(Integer.BYTES).putInt((int) given.number(declared[i]));
        case INT64 -> writeInt64(i, given.number(declared[i]), out);
        default -> out.putInt(Long.BYTES).putLong(given.number(declared[i]));
      }
    }
    out.put(project);
  }

  private void writeInt64(int i, long value, WireBuffer out) {
    if (version > 1) {
      out.putInt(Long.BYTES).putLong(value);
      return;
    }
    if (value != (int) value) {
      throw new UserException(
          "join key " + names[i],
          "A value does not fit into the four bytes that entity keys of version 1 have for INT64; "
              + "entity_key_serialization_version 3 has eight.");
    }
    out.putInt(Integer.BYTES).putInt((int) value);
  }

  /**
   * The values of a key that this encoder could have written, in the order of the join keys as
   * declared (none for a view without entities); empty for every other key, such as that of a
   * project whose name ends in this one's.
   */
  public Optional<Object[]> decode(byte[] key) {
    if (key.length < head.length || !Arrays.equals(head, Arrays.copyOf(key, head.length))) {
      return Optional.empty();
    }
    ByteBuffer rest = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).position(head.length);
    Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (rest.remaining() < 2 * Integer.BYTES || rest.getInt() != types[i].number()) {
        return Optional.empty();
      }
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining() || !isLengthOf(types[i], length)) {
        return Optional.empty();
      }
      values[declared[i]] = decodeValue(types[i], rest, length);
    }
    if (!rest.equals(ByteBuffer.wrap(project))) {
      return Optional.empty();
    }
    return Optional.of(withoutEntities ? new Object[0] : values);
  }

  private boolean isLengthOf(ValueType type, int length) {
    return switch (type) {
      case BYTES, STRING -> true;
      case INT32 -> length == Integer.BYTES;
      case INT64 -> length == (version > 1 ? Long.BYTES : Integer.BYTES);
      default -> length == Long.BYTES;
    };
  }

  private static Object decodeValue(ValueType type, ByteBuffer in, int length) {
    if (type == ValueType.INT32) {
      return in.getInt();
    }
    if (type == ValueType.INT64 || type == ValueType.UNIX_TIMESTAMP) {
      return length == Long.BYTES ? in.getLong() : (long) in.getInt();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return type == ValueType.BYTES ? bytes : new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The pattern of Redis' SCAN that every key of this encoder matches; other keys may match it too,
   * {@link #decode} tells.
   */
  public byte[] scanPattern() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeEscaped(out, head);
    out.write('*');
    writeEscaped(out, project);
    return out.toByteArray();
  }

  private static void writeEscaped(ByteArrayOutputStream out, byte[] literal) {
    for (byte b : literal) {
      if ("*?[]\\^-".indexOf(b) >= 0) {
        out.write('\\');
      }
      out.write(b);
    }
  }
}
