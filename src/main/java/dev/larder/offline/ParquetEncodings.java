package dev.larder.offline;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.EncodingStats;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.SparkSession;

/** How the writer of a Parquet file encoded its columns. */
public final class ParquetEncodings {
  private ParquetEncodings() {}

  /**
   * The columns of which a dictionary was not worth its while, because their values seldom repeat:
   * those that are written without one in most row groups.
   *
   * @param file a file, of which only the footer is read
   * @return top-level columns; none where the file is no Parquet file
   */
  public static Set<String> withoutDictionary(SparkSession spark, String file) {
    Path path = new Path(file);
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, spark.sessionState().newHadoopConf()))) {
      return withoutDictionary(reader.getFooter().getBlocks());
    } catch (IOException | RuntimeException e) {
      // It is but a hint; who reads the file says what is wrong with it.
      return Set.of();
    }
  }

  private static Set<String> withoutDictionary(List<BlockMetaData> rowGroups) {
    Set<String> columns = new HashSet<>();
    for (int column = 0; !rowGroups.isEmpty() && column < columns(rowGroups); column++) {
      int index = column;
      List<ColumnChunkMetaData> chunks =
          rowGroups.stream().map(group -> group.getColumns().get(index)).toList();
      long plain = chunks.stream().filter(chunk -> !isDictionaryEncoded(chunk)).count();
      if (2 * plain > chunks.size() && chunks.get(0).getPath().size() == 1) {
        columns.add(chunks.get(0).getPath().toDotString());
      }
    }
    return columns;
  }

  private static int columns(List<BlockMetaData> rowGroups) {
    return rowGroups.get(0).getColumns().size();
  }

  private static boolean isDictionaryEncoded(ColumnChunkMetaData chunk) {
    EncodingStats stats = chunk.getEncodingStats();
    return stats == null
        ? chunk.getEncodings().stream().anyMatch(Encoding::usesDictionary)
        : stats.hasDictionaryEncodedPages() && !stats.hasNonDictionaryEncodedPages();
  }
}
