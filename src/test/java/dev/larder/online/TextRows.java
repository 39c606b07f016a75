package dev.larder.online;

import dev.larder.feature.ValueType;
import java.util.function.IntFunction;

/** Rows for writers: of one feature, a text. */
final class TextRows {
  private TextRows() {}

  /** Rows of the keys of some numbers, all with one event time and one value. */
  static HashBatch of(IntFunction<byte[]> keys, int from, int to, long eventMicros, String value) {
    HashBatch batch = new HashBatch(1);
    for (int i = from; i < to; i++) {
      batch.add(eventMicros);
      batch.bytes().put(keys.apply(i));
      batch.end();
      EventTimestamp.write(batch.bytes(), eventMicros);
      batch.end();
      ValueCodec.of(ValueType.STRING).write(batch.bytes(), value);
      batch.end();
    }
    return batch;
  }
}
