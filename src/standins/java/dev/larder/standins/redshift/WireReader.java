package dev.larder.standins.redshift;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads messages of the PostgreSQL protocol, version 3. */
final class WireReader {
  private final DataInputStream in;

  WireReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** A message: its type, and what is in it. */
  record Message(char type, ByteBuffer body) {
    /** The next text, up to its zero byte. */
    String text() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (byte b = body.get(); b != 0; b = body.get()) {
        bytes.write(b);
      }
      return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The next bytes, with their number before them; null where that is negative. */
    byte[] bytes() {
      int length = body.getInt();
      if (length < 0) {
        return null;
      }
      byte[] bytes = new byte[length];
      body.get(bytes);
      return bytes;
    }

    /** The next small numbers, with their number before them. */
    short[] shorts() {
      short[] shorts = new short[body.getShort()];
      for (int i = 0; i < shorts.length; i++) {
        shorts[i] = body.getShort();
      }
      return shorts;
    }
  }

  /** The next message of a session; null at the end. */
  Message next() throws IOException {
    int type = in.read();
    return type < 0 ? null : new Message((char) type, body());
  }

  /** The first message of a connection, which has no type. */
  ByteBuffer body() throws IOException {
    byte[] body = new byte[in.readInt() - Integer.BYTES];
    in.readFully(body);
    return ByteBuffer.wrap(body);
  }
}
