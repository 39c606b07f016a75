package dev.larder.materialization;

import dev.larder.asof.RowCursor;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.offline.FeatureTable;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.EventTimestamp;
import dev.larder.online.HashBatch;
import dev.larder.online.ValueCodec;
import dev.larder.online.WireBuffer;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Encodes rows for Redis: the columns of {@link NewestRows}, as Feast writes them (the event time
 * first, then the features in the view's order).
 */
final class RowEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EntityKeyEncoder keys;
  private final ValueType[] keyTypes;
  private final ValueType[] types;

  RowEncoder(FeatureView view, EntityKeyEncoder keys) {
    this.keys = keys;
    this.keyTypes = types(view.entityColumns());
    this.types = types(view.features());
  }

  private static ValueType[] types(List<Field> fields) {
    return fields.stream().map(Field::valueType).toArray(ValueType[]::new);
  }

  /** A batch for the rows. */
  HashBatch newBatch() {
    return new HashBatch(types.length);
  }

  /**
   * Replaces what a batch holds by the cursor's next rows.
   *
   * @param mostBytes the row with which there are more is the last one
   * @return whether there were any
   */
  boolean fill(HashBatch batch, RowCursor rows, int mostRows, int mostBytes) {
    batch.clear();
    while (batch.size() < mostRows && batch.bytesSize() <= mostBytes && rows.next()) {
      append(rows, batch);
    }
    return batch.size() > 0;
  }

  /** Appends the cursor's row to a batch. */
  void append(RowCursor row, HashBatch batch) {
    long eventMicros = row.getLong(keyTypes.length);
    batch.add(eventMicros);
    keys.write(batch.bytes(), new KeyColumns(row, keyTypes));
    batch.end();
    EventTimestamp.write(batch.bytes(), eventMicros);
    batch.end();
    int column = keyTypes.length + 1;
    for (ValueType type : types) {
      append(row, column++, type, batch.bytes());
      batch.end();
    }
  }

  /** The values of a row's join keys. */
  private record KeyColumns(RowCursor row, ValueType[] types) implements EntityKeyEncoder.Values {
    @Override
    public long number(int joinKey) {
      return types[joinKey] == ValueType.INT32 ? row.getInt(joinKey) : row.getLong(joinKey);
    }

    @Override
    public void writeBytes(int joinKey, WireBuffer out) {
      if (types[joinKey] != ValueType.STRING) {
        out.put(row.getBinary(joinKey));
        return;
      }
      UTF8String text = row.getText(joinKey);
      if (isAscii(text)) {
        copy(text, out, out.grow(text.numBytes()));
      } else {
        out.put(text.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void append(RowCursor row, int column, ValueType type, WireBuffer out) {
    ValueCodec codec = ValueCodec.of(type);
    if (row.isNull(column)) {
      codec.writeNull(out);
      return;
    }
    switch (type) {
      case INT32 -> codec.writeInteger(out, row.getInt(column));
      case INT64, UNIX_TIMESTAMP -> codec.writeInteger(out, row.getLong(column));
      case BOOL -> codec.writeInteger(out, row.getBoolean(column) ? 1 : 0);
      case FLOAT -> codec.writeFloat(out, row.getFloat(column));
      case DOUBLE -> codec.writeDouble(out, row.getDouble(column));
      case STRING -> {
        UTF8String text = row.getText(column);
        if (isAscii(text)) {
          copy(text, out, codec.writeBytes(out, text.numBytes()));
        } else {
          codec.write(out, text.toString());
        }
      }
      case BYTES -> codec.write(out, row.getBinary(column));
      default -> codec.write(out, row.getList(column, elementType(type)));
    }
  }

  /** Of others, Spark does not say whether their bytes are UTF-8 at all; Java's texts are. */
  private static boolean isAscii(UTF8String text) {
    for (int i = 0; i < text.numBytes(); i++) {
      if (Platform.getByte(text.getBaseObject(), text.getBaseOffset() + i) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void copy(UTF8String text, WireBuffer out, int at) {
    text.writeToMemory(out.array(), Platform.BYTE_ARRAY_OFFSET + at);
  }

  /** As {@link NewestRows} has lists: times are seconds there. */
  private static DataType elementType(ValueType type) {
    return ((ArrayType)
            FeatureTable.sparkType(
                type == ValueType.UNIX_TIMESTAMP_LIST ? ValueType.INT64_LIST : type))
        .elementType();
  }
}
