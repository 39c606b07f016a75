package dev.larder.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What an UNLOAD wrote: {@code {"entries": [{"url": "s3://…", "meta": {"content_length": 316}}]}}.
 *
 * @param files those that hold rows; none of an empty result, of which Redshift may write nothing
 */
record UnloadManifest(List<Path> files) {
  private static final ObjectMapper JSON = new ObjectMapper();

  UnloadManifest {
    files = List.copyOf(files);
  }

  /**
   * Reads the manifest of a folder.
   *
   * @param where what was unloaded, for errors
   * @param folder ends with a slash
   * @throws UserException where it names a file that is not there as Redshift wrote it
   */
  static UnloadManifest read(FileSystem fileSystem, String where, String folder) {
    try (InputStream in = fileSystem.open(RedshiftStaging.path(folder + "manifest"))) {
      return of(JSON.readTree(in), lengths(fileSystem, folder), where);
    } catch (FileNotFoundException e) {
      return new UnloadManifest(List.of());
    } catch (IOException e) {
      throw new UserException(
          where, "What Redshift unloaded to '" + folder + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static UnloadManifest of(JsonNode manifest, Map<Path, Long> lengths, String where) {
    List<Path> files = new ArrayList<>();
    for (JsonNode entry : manifest.path("entries")) {
      String url = entry.path("url").asText();
      Path file = RedshiftStaging.path(url);
      long length = entry.path("meta").path("content_length").asLong();
      if (!lengths.containsKey(file)) {
        throw new UserException(
            where, "Redshift's manifest names '" + url + "', but there is no such file.");
      } else if (lengths.get(file) != length) {
        throw new UserException(
            where,
            "Redshift's manifest gives '%s' %,d bytes, but it has %,d."
                .formatted(url, length, lengths.get(file)));
      }
      files.add(file);
    }
    return new UnloadManifest(files);
  }

  private static Map<Path, Long> lengths(FileSystem fileSystem, String folder) throws IOException {
    return Arrays.stream(fileSystem.listStatus(RedshiftStaging.path(folder)))
        .collect(Collectors.toMap(FileStatus::getPath, FileStatus::getLen));
  }
}
