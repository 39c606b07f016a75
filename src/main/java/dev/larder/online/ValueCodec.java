package dev.larder.online;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.larder.UserException;
import dev.larder.feature.ValueType;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The values of features in Redis: a serialized {@code feast.types.Value} each, as {@code
 * python_values_to_proto_values} of Feast's {@code type_map.py} fills it. The oneof's field number
 * is that of the type; a list is a message whose field 1 holds the elements, numbers packed.
 *
 * <p>No value is an empty one, and so is NaN; but a UNIX_TIMESTAMP without value is the smallest
 * 64-bit integer. A list that is null is empty, a list without elements is not. A null inside a
 * list becomes "", 0, false, or that smallest integer.
 *
 * <p>The Java types are {@code byte[]}, String, Integer, Long, Double, Float, Boolean, for
 * UNIX_TIMESTAMP Long seconds since 1970, and {@link List}s of them.
 */
public final class ValueCodec implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The number of {@code null_val} in the oneof. */
  private static final int NULL_VALUE = 19;

  /** The field of a list message that holds its elements. */
  private static final int ELEMENTS = 1;

  private static final Map<ValueType, ValueCodec> CODECS = new EnumMap<>(ValueType.class);

  static {
    ValueType.supported().forEach(t -> CODECS.put(t, new ValueCodec(t)));
  }

  private final ValueType type;
  private final WireType wireType;

  /** Protobuf's number of the wire type of the value as a whole. */
  private final int wireNumber;

  private ValueCodec(ValueType type) {
    this.type = type;
    this.wireType = WireType.of(type);
    this.wireNumber = type.isList() ? WireFormat.WIRETYPE_LENGTH_DELIMITED : wireType.number();
  }

  /**
   * The codec of a declared type.
   *
   * @throws IllegalArgumentException for {@link ValueType#INVALID}
   */
  public static ValueCodec of(ValueType type) {
    ValueCodec codec = CODECS.get(type);
    if (codec == null) {
      throw new IllegalArgumentException("No values of type " + type + " can be held");
    }
    return codec;
  }

  /**
   * The bytes of a value.
   *
   * @param value of the declared type's Java type; null for none
   */
  public byte[] encode(Object value) {
    WireBuffer out = new WireBuffer();
    write(out, value);
    return out.toByteArray();
  }

  /** Appends the bytes of a value, as {@link #encode} gives them. */
  public void write(WireBuffer out, Object value) {
    if (value == null || isNan(value)) {
      writeNull(out);
    } else if (type.isList()) {
      writeList(out, (List<?>) value);
    } else {
      wireType.write(writeTag(out), value);
    }
  }

  private static boolean isNan(Object value) {
    return (value instanceof Double d && d.isNaN()) || (value instanceof Float f && f.isNaN());
  }

  /** Appends what stands for no value. */
  public void writeNull(WireBuffer out) {
    if (type == ValueType.UNIX_TIMESTAMP) {
      wireType.write(writeTag(out), wireType.nullElement());
    }
  }

  /** Appends an INT32, INT64, UNIX_TIMESTAMP (seconds), or a BOOL (1 or 0). */
  public void writeInteger(WireBuffer out, long value) {
    writeTag(out).putVarint(value);
  }

  /** Appends a FLOAT; NaN is no value. */
  public void writeFloat(WireBuffer out, float value) {
    if (!Float.isNaN(value)) {
      writeTag(out).putInt(Float.floatToRawIntBits(value));
    }
  }

  /** Appends a DOUBLE; NaN is no value. */
  public void writeDouble(WireBuffer out, double value) {
    if (!Double.isNaN(value)) {
      writeTag(out).putLong(Double.doubleToRawLongBits(value));
    }
  }

  /**
   * Makes room for a STRING's UTF-8 or for BYTES.
   *
   * @return where the caller writes them, in the buffer's array
   */
  public int writeBytes(WireBuffer out, int length) {
    return writeTag(out).putVarint(length).grow(length);
  }

  private WireBuffer writeTag(WireBuffer out) {
    return writeTag(out, type.number(), wireNumber);
  }

  private static WireBuffer writeTag(WireBuffer out, int field, int wireNumber) {
    return out.putVarint(field << 3 | wireNumber);
  }

  private void writeList(WireBuffer out, List<?> list) {
    WireBuffer elements = new WireBuffer();
    for (Object element : list) {
      if (!wireType.isPacked()) {
        writeTag(elements, ELEMENTS, wireType.number());
      }
      wireType.write(elements, element == null ? wireType.nullElement() : element);
    }
    WireBuffer message = new WireBuffer();
    if (wireType.isPacked() && !list.isEmpty()) {
      writeTag(message, ELEMENTS, WireFormat.WIRETYPE_LENGTH_DELIMITED).putVarint(elements.size());
    }
    message.put(elements.array(), 0, elements.size());
    writeTag(out).putVarint(message.size()).put(message.array(), 0, message.size());
  }

  /**
   * The value that bytes hold, of the type that they say and not of the declared one, as Feast's
   * reader has it.
   *
   * @param bytes null where Redis has no such field
   * @return null for no value
   * @throws UserException where the bytes are no value, or one of a type that Larder cannot hold
   */
  public Object decode(byte[] bytes) {
    if (bytes == null || bytes.length == 0) {
      return null;
    }
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      Object value = null;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        value = readCase(in, tag);
      }
      return value;
    } catch (IOException e) {
      throw new UserException(
          "online store", "A field of type " + type + " holds what is no value of Feast.", e);
    }
  }

  private static Object readCase(CodedInputStream in, int tag) throws IOException {
    int number = WireFormat.getTagFieldNumber(tag);
    if (number == NULL_VALUE) {
      in.readEnum();
      return null;
    }
    ValueType stored = ValueType.ofNumber(number);
    if (stored == ValueType.INVALID) {
      throw new UserException(
          "online store",
          "A field holds a value of Feast's type number " + number + ", which Larder cannot hold.");
    }
    return stored.isList() ? readList(in, WireType.of(stored)) : WireType.of(stored).read(in);
  }

  private static List<Object> readList(CodedInputStream in, WireType elementType)
      throws IOException {
    List<Object> elements = new ArrayList<>();
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != ELEMENTS) {
        in.skipField(tag);
      } else if (WireFormat.getTagWireType(tag) == elementType.number()) {
        elements.add(elementType.read(in));
      } else {
        int packed = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
          elements.add(elementType.read(in));
        }
        in.popLimit(packed);
      }
    }
    in.popLimit(outer);
    return Collections.unmodifiableList(elements);
  }
}
