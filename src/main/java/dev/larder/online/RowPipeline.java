package dev.larder.online;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Commands for rows of a batch on their way to one server, and what it replies. */
final class RowPipeline {
  private static final byte[] ASKING = Resp.word("ASKING");
  private static final byte[] RESTORE = Resp.word("RESTORE");
  private static final byte[] HSET = Resp.word("HSET");
  private static final byte[] HMGET = Resp.word("HMGET");
  private static final byte[] EXPIRE = Resp.word("EXPIRE");
  private static final byte[] WATCH = Resp.word("WATCH");
  private static final byte[] UNWATCH = Resp.word("UNWATCH");
  private static final byte[] MULTI = Resp.word("MULTI");
  private static final byte[] EXEC = Resp.word("EXEC");
  private static final byte[] EVAL = Resp.word("EVAL");
  private static final byte[] EVALSHA = Resp.word("EVALSHA");
  private static final byte[] WAIT = Resp.word("WAIT");

  private final NodeConnection connection;
  private final boolean asking;
  private final HashBatch batch;
  private final FeatureFields fields;
  private final byte[][] fieldWords;
  private final long keyTtlSeconds;
  private final Resp resp = new Resp();
  private final BitSet asked = new BitSet();
  private final WireBuffer hash = new WireBuffer();
  private final WireBuffer scratch = new WireBuffer();
  private boolean inTransaction;
  private long bytes;

  /**
   * A pipeline with nothing in it.
   *
   * @param asking whether the rows' slots are just being moved to this server
   */
  RowPipeline(
      NodeConnection connection,
      boolean asking,
      HashBatch batch,
      FeatureFields fields,
      long keyTtlSeconds) {
    this.connection = connection;
    this.asking = asking;
    this.batch = batch;
    this.fields = fields;
    this.fieldWords = new byte[fields.count()][];
    for (int f = 0; f < fieldWords.length; f++) {
      fieldWords[f] = Resp.word(fields.field(f));
    }
    this.keyTtlSeconds = keyTtlSeconds;
  }

  /** Makes the whole hash, where there is no key yet. */
  void restore(int row, DumpFormat format) {
    format.write(hash, scratch, fields, batch, row);
    resp.begin(4, RESTORE)
        .add(batch.key(row))
        .add(1000 * keyTtlSeconds)
        .add(hash.array(), 0, hash.size());
  }

  /** Sets the fields, and the time to live where there is one: one command, or two. */
  void write(int row) {
    ask();
    resp.begin(2 + 2 * fieldWords.length, HSET).add(batch.key(row));
    fieldsAndValues(row);
    if (keyTtlSeconds > 0) {
      ask();
      resp.begin(3, EXPIRE).add(batch.key(row)).add(keyTtlSeconds);
    }
  }

  /** The replies that {@link #write} gets. */
  int repliesOfWrite() {
    return keyTtlSeconds > 0 ? 2 : 1;
  }

  private void fieldsAndValues(int row) {
    for (int f = 0; f < fieldWords.length; f++) {
      resp.finished(fieldWords[f]).add(batch.array(), batch.start(row, f), batch.length(row, f));
    }
  }

  /** Asks for the stored event time. */
  void readTime(int row) {
    ask();
    resp.begin(3, HMGET).add(batch.key(row)).finished(fieldWords[0]);
  }

  /** Watches keys of one slot until the next EXEC or UNWATCH. */
  void watch(List<Integer> rows) {
    ask();
    resp.begin(1 + rows.size(), WATCH);
    rows.forEach(row -> resp.add(batch.key(row)));
  }

  void unwatch() {
    resp.begin(1, UNWATCH);
  }

  void multi() {
    ask();
    resp.begin(1, MULTI);
    inTransaction = true;
  }

  void exec() {
    resp.begin(1, EXEC);
    inTransaction = false;
  }

  /**
   * Runs a script on a row's key with the event time's field, the stored event time, the time to
   * live, then fields and values.
   *
   * @param text whether the script is given as text, or by its hash
   */
  void eval(boolean text, String script, int row, byte[] stored) {
    ask();
    resp.begin(7 + 2 * fieldWords.length, text ? EVAL : EVALSHA)
        .add(script.getBytes(StandardCharsets.UTF_8))
        .add(1)
        .add(batch.key(row))
        .finished(fieldWords[0])
        .add(stored)
        .add(keyTtlSeconds);
    fieldsAndValues(row);
  }

  /** Waits until replicas have what this connection wrote; the reply is how many have. */
  void waitFor(int replicas, long millis) {
    resp.begin(3, WAIT).add(replicas).add(millis);
  }

  /** Of a transaction, only MULTI must be preceded by ASKING. */
  private void ask() {
    if (asking && !inTransaction) {
      asked.set(resp.commands());
      resp.begin(1, ASKING);
    }
  }

  /**
   * Sends all commands and reads their replies, in their order; the server's errors are elements.
   *
   * @throws redis.clients.jedis.exceptions.JedisConnectionException where the connection is lost
   */
  List<Object> exchange() {
    if (resp.commands() == 0) {
      return List.of();
    }
    bytes += resp.bytes().size();
    connection.send(resp);
    List<Object> replies = connection.receive(resp.commands());
    resp.clear();
    if (asked.isEmpty()) {
      return replies;
    }
    // The answer to ASKING says nothing that the command's own does not.
    List<Object> wanted = new ArrayList<>(replies.size());
    for (int i = asked.nextClearBit(0); i < replies.size(); i = asked.nextClearBit(i + 1)) {
      wanted.add(replies.get(i));
    }
    asked.clear();
    return wanted;
  }

  /** Whether the rows' slots are just being moved to this server. */
  boolean isAsking() {
    return asking;
  }

  /** What the server says of itself. */
  ServerInfo server() {
    return connection.info();
  }

  /** The bytes that were sent since this was last asked. */
  long takeBytes() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }
}
