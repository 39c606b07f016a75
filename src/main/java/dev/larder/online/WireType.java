package dev.larder.online;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.larder.feature.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How protobuf writes one value of a scalar type, without its tag. */
enum WireType {
  BYTES(WireFormat.WIRETYPE_LENGTH_DELIMITED) {
    @Override
    void write(WireBuffer out, Object value) {
      byte[] bytes = (byte[]) value;
      out.putVarint(bytes.length).put(bytes);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readByteArray();
    }
  },
  STRING(WireFormat.WIRETYPE_LENGTH_DELIMITED) {
    @Override
    void write(WireBuffer out, Object value) {
      BYTES.write(out, ((String) value).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readString();
    }
  },
  INT32(WireFormat.WIRETYPE_VARINT) {
    @Override
    void write(WireBuffer out, Object value) {
      out.putVarint((Integer) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readInt32();
    }
  },
  INT64(WireFormat.WIRETYPE_VARINT) {
    @Override
    void write(WireBuffer out, Object value) {
      out.putVarint((Long) value);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readInt64();
    }
  },
  DOUBLE(WireFormat.WIRETYPE_FIXED64) {
    @Override
    void write(WireBuffer out, Object value) {
      out.putLong(Double.doubleToRawLongBits((Double) value));
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readDouble();
    }
  },
  FLOAT(WireFormat.WIRETYPE_FIXED32) {
    @Override
    void write(WireBuffer out, Object value) {
      out.putInt(Float.floatToRawIntBits((Float) value));
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readFloat();
    }
  },
  BOOL(WireFormat.WIRETYPE_VARINT) {
    @Override
    void write(WireBuffer out, Object value) {
      out.putByte((Boolean) value ? 1 : 0);
    }

    @Override
    Object read(CodedInputStream in) throws IOException {
      return in.readBool();
    }
  },
  /** Seconds since 1970. */
  UNIX_TIMESTAMP(WireFormat.WIRETYPE_VARINT) {
    @Override
    void write(WireBuffer out, Object value) {
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

  abstract void write(WireBuffer out, Object value);

  /** The value; null for a timestamp that says there is none. */
  abstract Object read(CodedInputStream in) throws IOException;
}
