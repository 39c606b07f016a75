package dev.larder.online;

/**
 * A hash as Redis' RESTORE takes it: what DUMP gives of a small one. As {@code rdb.c}, {@code
 * listpack.c} and {@code ziplist.c} of Redis read it: type, the fields and values as one packed
 * string, version, checksum.
 */
enum DumpFormat {
  /** Of Redis 7 and Valkey. */
  LISTPACK(0x10, 10) {
    @Override
    int start(WireBuffer out) {
      return out.grow(Integer.BYTES + Short.BYTES);
    }

    @Override
    void entry(WireBuffer out, byte[] source, int from, int length, int previous) {
      int start = out.size();
      if (length < LONGEST_VALUE) {
        out.putByte(0x80 | length);
      } else {
        out.putByte(0xe0 | length >> Byte.SIZE).putByte(length);
      }
      out.put(source, from, length);
      // So that it can be read from its end.
      out.putByte(out.size() - start);
    }

    @Override
    void finish(WireBuffer out, int start, int last, int elements) {
      out.putByte(0xff);
      out.setInt(start, out.size() - start);
      setShort(out, start + Integer.BYTES, elements);
    }
  },
  /** Of Redis 5 and 6. */
  ZIPLIST(0x0d, 9) {
    @Override
    int start(WireBuffer out) {
      return out.grow(2 * Integer.BYTES + Short.BYTES);
    }

    @Override
    void entry(WireBuffer out, byte[] source, int from, int length, int previous) {
      out.putByte(previous);
      if (length < LONGEST_VALUE) {
        out.putByte(length);
      } else {
        out.putByte(0x40 | length >> Byte.SIZE).putByte(length);
      }
      out.put(source, from, length);
    }

    @Override
    void finish(WireBuffer out, int start, int last, int elements) {
      out.putByte(0xff);
      out.setInt(start, out.size() - start);
      out.setInt(start + Integer.BYTES, last - start);
      setShort(out, start + 2 * Integer.BYTES, elements);
    }
  };

  /**
   * Redis keeps a hash packed while it has no more fields ({@code hash-max-listpack-entries}, as it
   * is where nobody set it).
   */
  private static final int MOST_FIELDS = 512;

  /** … and no longer field or value ({@code hash-max-listpack-value}). */
  private static final int LONGEST_VALUE = 64;

  private final int type;
  private final int version;

  DumpFormat(int type, int version) {
    this.type = type;
    this.version = version;
  }

  /** Makes room for the head of the packed string, and says where it starts. */
  abstract int start(WireBuffer out);

  /**
   * Appends an element of at most {@link #LONGEST_VALUE} bytes, for which one byte, or two, hold
   * every length.
   *
   * @param previous the size of the entry before; 0 for the first
   */
  abstract void entry(WireBuffer out, byte[] source, int from, int length, int previous);

  /**
   * Appends the end, and fills in the head.
   *
   * @param last where the last element starts
   */
  abstract void finish(WireBuffer out, int start, int last, int elements);

  private static void setShort(WireBuffer out, int at, int value) {
    out.array()[at] = (byte) value;
    out.array()[at + 1] = (byte) (value >>> Byte.SIZE);
  }

  /**
   * Whether Redis would keep a row as a packed hash; else the format has another shape, and costs
   * as much as single fields.
   */
  static boolean fits(FeatureFields fields, HashBatch batch, int row) {
    if (batch.fields() > MOST_FIELDS || fields.timestamp().length > LONGEST_VALUE) {
      return false;
    }
    for (int f = 0; f < batch.fields(); f++) {
      if (batch.length(row, f) > LONGEST_VALUE) {
        return false;
      }
    }
    return true;
  }

  /**
   * Replaces what a buffer holds by a row's hash.
   *
   * @param scratch for the packed string
   */
  void write(WireBuffer out, WireBuffer scratch, FeatureFields fields, HashBatch batch, int row) {
    pack(scratch.clear(), fields, batch, row);
    out.clear().putByte(type);
    putLength(out, scratch.size());
    out.put(scratch.array(), 0, scratch.size());
    out.putByte(version).putByte(0);
    out.putLong(Crc64.of(out.array(), 0, out.size()));
  }

  private void pack(WireBuffer out, FeatureFields fields, HashBatch batch, int row) {
    int start = start(out);
    int last = out.size();
    int previous = 0;
    for (int f = 0; f < batch.fields(); f++) {
      byte[] name = fields.field(f);
      int nameAt = out.size();
      entry(out, name, 0, name.length, previous);
      last = out.size();
      entry(out, batch.array(), batch.start(row, f), batch.length(row, f), last - nameAt);
      previous = out.size() - last;
    }
    finish(out, start, last, 2 * batch.fields());
  }

  /** The length of a string of Redis' RDB format. */
  private static void putLength(WireBuffer out, int length) {
    if (length < 1 << 6) {
      out.putByte(length);
    } else if (length < 1 << 14) {
      out.putByte(0x40 | length >> 8).putByte(length);
    } else {
      out.putByte(0x80).putInt(Integer.reverseBytes(length));
    }
  }
}
