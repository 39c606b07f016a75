package dev.larder.standins.redshift;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes messages of the PostgreSQL protocol, version 3; they wait until they are flushed. */
final class WireWriter {
  private final DataOutputStream out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream body = new DataOutputStream(bytes);

  WireWriter(OutputStream out) {
    this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
  }

  WireWriter int32(int value) throws IOException {
    body.writeInt(value);
    return this;
  }

  WireWriter int16(int value) throws IOException {
    body.writeShort(value);
    return this;
  }

  WireWriter int8(int value) throws IOException {
    body.writeByte(value);
    return this;
  }

  WireWriter text(String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
    return int8(0);
  }

  WireWriter raw(byte... value) throws IOException {
    body.write(value);
    return this;
  }

  /** Ends a message, and gives it its type. */
  void send(char type) throws IOException {
    out.writeByte(type);
    out.writeInt(bytes.size() + Integer.BYTES);
    bytes.writeTo(out);
    bytes.reset();
  }

  /** Ends a message that is nothing but its type. */
  void sendBare(char type) throws IOException {
    out.writeByte(type);
    out.flush();
  }

  void flush() throws IOException {
    out.flush();
  }

  /** What an error or a notice is made of. */
  void report(char type, String severity, String state, String message, String detail)
      throws IOException {
    bytes.reset();
    int8('S').text(severity).int8('C').text(state).int8('M').text(message);
    if (detail != null) {
      int8('D').text(detail);
    }
    int8(0).send(type);
  }
}
