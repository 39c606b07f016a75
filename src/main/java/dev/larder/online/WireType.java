package dev.larder.online;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.larder.feature.ValueType;
import java.io.IOException;

/** How protobuf writes one value of a scalar type, without its tag. */
enum WireType {
  BYTES(WireFormat.WIRETYPE_LENGTH_DELIMITED) {
    @Override
    int size(Object value) {
      return CodedOutputStream.computeByteArraySizeNoTag((byte[]) value);
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      out.writeByteArrayNoTag((byte[]) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readByteArray();
    }
  },
  STRING(WireFormat.WIRETYPE_LENGTH_DELIMITED) {
    @Override
    int size(Object value) {
      return CodedOutputStream.computeStringSizeNoTag((String) value);
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      out.writeStringNoTag((String) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readString();
    }
  },
  INT32(WireFormat.WIRETYPE_VARINT) {
    @Override
    int size(Object value) {
      return CodedOutputStream.computeInt32SizeNoTag((Integer) value);
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      out.writeInt32NoTag((Integer) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readInt32();
    }
  },
  INT64(WireFormat.WIRETYPE_VARINT) {
    @Override
    int size(Object value) {
      return CodedOutputStream.computeInt64SizeNoTag((Long) value);
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      out.writeInt64NoTag((Long) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readInt64();
    }
  },
  DOUBLE(WireFormat.WIRETYPE_FIXED64) {
    @Override
    int size(Object value) {
      return Double.BYTES;
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      out.writeDoubleNoTag((Double) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readDouble();
    }
  },
  FLOAT(WireFormat.WIRETYPE_FIXED32) {
    @Override
    int size(Object value) {
      return Float.BYTES;
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      out.writeFloatNoTag((Float) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readFloat();
    }
  },
  BOOL(WireFormat.WIRETYPE_VARINT) {
    @Override
    int size(Object value) {
      return 1;
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      out.writeBoolNoTag((Boolean) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readBool();
    }
  },
  /** Seconds since 1970. */
  UNIX_TIMESTAMP(WireFormat.WIRETYPE_VARINT) {
    @Override
    int size(Object value) {
      return INT64.size(value);
    }

    @Override
    void write(CodedOutputStream out, Object value) throws IOException {
      INT64.write(out, value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      long seconds = in.readInt64();
      return seconds == Long.MIN_VALUE ? null : seconds;
    }
  };

  private final int number;

  WireType(int number) {
    this.number = number;
  }

  /** That of a scalar, or of a list's elements. */
  static WireType of(ValueType type) {
    return valueOf(type.element().name());
  }

  /** Protobuf's number of the wire type. */
  int number() {
    return number;
  }

  /** Whether a list of them is one packed field. */
  boolean isPacked() {
    return number != WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /**
   * What Feast writes for a null inside a list; of a timestamp the smallest number, as numpy's NaT
   * becomes.
   */
  Object nullElement() {
    return switch (this) {
      case BYTES -> new byte[0];
      case STRING -> "";
      case INT32 -> 0;
      case INT64 -> 0L;
      case DOUBLE -> 0.0;
      case FLOAT -> 0.0f;
      case BOOL -> false;
      case UNIX_TIMESTAMP -> Long.MIN_VALUE;
    };
  }

  /** The bytes that {@link #write} takes. */
  abstract int size(Object value);

  abstract void write(CodedOutputStream out, Object value) throws IOException;

  /** The value; null for a timestamp that says there is none. */
  abstract Object read(CodedInputStream in) throws IOException;
}
