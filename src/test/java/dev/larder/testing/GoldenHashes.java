package dev.larder.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.online.RedisCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What the real Feast stored. */
public final class GoldenHashes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenHashes() {}

  /**
   * What stores it again.
   *
   * @param file of a hash as JSON in each line
   */
  public static List<RedisCommand> commands(String golden, String file) {
    List<RedisCommand> commands = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(SharedData.path("golden/" + golden + "/" + file))) {
        commands.add(hset(JSON.readTree(line)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return commands;
  }

  private static RedisCommand hset(JsonNode hash) {
    byte[][] fields =
        hash.get("fields").properties().stream()
            .flatMap(f -> Stream.of(f.getKey(), f.getValue().asText()))
            .map(HexFormat.of()::parseHex)
            .toArray(byte[][]::new);
    return RedisCommand.hset(HexFormat.of().parseHex(hash.get("key").asText()), fields);
  }
}
