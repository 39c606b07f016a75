package dev.larder.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.ScanParams;
import redis.clients.jedis.ScanResult;

/**
 * All hashes of a cluster, in the form of the golden files: one a line, sorted by key, {@code
 * {"key": hex, "fields": {hex: hex}}}.
 */
public record HashDump(List<String> lines) {
  /** Reads every master that the connection string names. */
  public static HashDump of(String connectionString) {
    List<String> lines = new ArrayList<>();
    for (String master : connectionString.split(",", -1)) {
      try (Jedis jedis = new Jedis(HostAndPort.from(master))) {
        lines.addAll(lines(jedis));
      }
    }
    return new HashDump(lines.stream().sorted().toList());
  }

  /** Of all lines, each with a line feed. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> lines(Jedis jedis) {
    // SCAN may return a key twice.
    TreeSet<String> keys = new TreeSet<>();
    byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
    do {
      ScanResult<byte[]> page = jedis.scan(cursor, new ScanParams().count(10_000));
      page.getResult().forEach(key -> keys.add(HexFormat.of().formatHex(key)));
      cursor = page.getCursorAsBytes();
    } while (!"0".equals(new String(cursor, StandardCharsets.US_ASCII)));
    TreeMap<String, Response<Map<byte[], byte[]>>> hashes = new TreeMap<>();
    try (Pipeline pipeline = jedis.pipelined()) {
      keys.forEach(key -> hashes.put(key, pipeline.hgetAll(HexFormat.of().parseHex(key))));
      pipeline.sync();
    }
    List<String> lines = new ArrayList<>();
    hashes.forEach((key, fields) -> lines.add(line(key, fields.get())));
    return lines;
  }

  private static String line(String key, Map<byte[], byte[]> hash) {
    TreeMap<String, String> fields = new TreeMap<>();
    hash.forEach(
        (name, value) ->
            fields.put(HexFormat.of().formatHex(name), HexFormat.of().formatHex(value)));
    StringBuilder line = new StringBuilder("{\"key\":\"" + key + "\",\"fields\":{");
    fields.forEach((name, value) -> line.append('"' + name + "\":\"" + value + "\","));
    line.setLength(line.length() - 1);
    return line.append("}}").toString();
  }
}
