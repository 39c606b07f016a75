package dev.larder.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedRedshift;
import dev.larder.testing.SharedSpark;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark's JDBC source on Redshift, with filters that Spark pushes down, and as a target. */
class RedshiftDialectTest {
  @TempDir private Path directory;
  private final SparkSession spark = SharedSpark.session();
  private final Map<String, String> options = new HashMap<>();

  @BeforeEach
  void connect() throws Exception {
    RedshiftDialect.register();
    options.putAll(SharedRedshiftLogin.withPasswordIn(directory).options());
    options.put("url", "jdbc:redshift:");
    options.put("driver", "com.amazon.redshift.Driver");
    options.put("connectionProvider", RedshiftConnectionProvider.NAME);
    options.put(RedshiftConnectionProvider.LABEL, "dialect");
    options.put(RedshiftConnectionProvider.STATEMENT_TIMEOUT, "60000");
    SharedRedshift.get()
        .execute(
            "DROP TABLE IF EXISTS public.names",
            "CREATE TABLE public.names (id BIGINT, \"order\" VARCHAR(256), written TIMESTAMPTZ)",
            """
        INSERT INTO public.names VALUES
          (1, 'a\\\\b', '2021-01-01 00:00:00+00'),
          (2, 'a''b', '2021-01-01 12:00:00+00'),
          (3, 'a_b', '2021-01-02 00:00:00+00')\
        """);
  }

  private Dataset<Row> names() {
    return spark.read().format("jdbc").options(options).option("dbtable", "public.names").load();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "order LIKE 'a_b' | 3",
        "startswith(order, 'a') | 3",
        "startswith(order, 'a_') | 1",
        "order = 'a\\\\b' | 1",
        "order = 'a\\'b' | 1",
        "written >= TIMESTAMP'2021-01-01 12:00:00' | 2",
        "written = TIMESTAMP'2021-01-01 12:00:00' | 1",
        "order IN ('a\\\\b', 'a_b') | 2",
      })
  void filtersMeanWhatTheyMeanInSpark(String filter, long rows) {
    assertThat(names().where(filter.replace("order", "`order`")).count()).isEqualTo(rows);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Dataset<Row> rows =
        spark.sql(
            "SELECT 1L AS id, 'a\\\\b' AS name, true AS yes, 2S AS small, 1.5F AS single,"
                + " TIMESTAMP'2021-03-14 02:30:00.000001' AS at, DATE'2021-01-01' AS day,"
                + " 12.34BD AS price, 2.5D AS real_");
    rows.write()
        .format("jdbc")
        .options(options)
        .option("dbtable", "public.written")
        .mode("overwrite")
        .save();
    Dataset<Row> read =
        spark.read().format("jdbc").options(options).option("dbtable", "public.written").load();
    assertThat(read.schema().simpleString()).isEqualTo(rows.schema().simpleString());
    assertThat(read.collectAsList()).isEqualTo(rows.collectAsList());
  }
}
