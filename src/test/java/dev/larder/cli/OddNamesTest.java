package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names with blanks, dots, keywords, backticks and letters beyond ASCII, from file to file. */
class OddNamesTest {
  private final SparkSession spark = SharedSpark.session();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @Test
  void namesOfColumnsViewsAndFeaturesPassAsTheyAre() throws IOException {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: loans
        registry: registry.db
        provider: local
        online_store: {type: redis, connection_string: "localhost:6379"}
        """);
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: die person, join_keys: ["per.son `id`"], value_type: STRING}
        data_sources:
          - name: Quelle für alles
            type: file
            path: die historie
            timestamp_field: order by
            created_timestamp_column: erstellt.am
            field_mapping: {"select": "per.son `id`", "wert in €": "from"}
        feature_views:
          - name: größe.select
            entities: [die person]
            schema:
              - {name: from, dtype: Int64}
              - {name: a`b.c, dtype: String}
              - {name: 日 本, dtype: Int64}
            source: Quelle für alles
        feature_services:
          - name: ein dienst
            features:
              - größe.select
              - {view: größe.select, alias: der `zweite`, features: [日 本],
                 join_key_map: {"per.son `id`": "co. signer"}}
        """);
    spark
        .sql(
            "SELECT 'ann' AS `select`, TIMESTAMP'2021-01-01' AS `order by`,"
                + " TIMESTAMP'2021-01-02' AS `erstellt.am`, 5 AS `wert in €`, 'x' AS `a``b.c`,"
                + " 7L AS `日 本`")
        .write()
        .parquet(directory.resolve("die historie").toString());
    spark
        .sql(
            "SELECT 'ann' AS `per.son ``id```, 'bob' AS `co. signer`, 1 AS `Größe in m.`,"
                + " TIMESTAMP'2021-02-01' AS `when`, 'a/b' AS `group``.by`"
                + " UNION ALL SELECT 'bob', 'ann', 2, TIMESTAMP'2021-02-01', 'c d'")
        .write()
        .parquet(directory.resolve("loans").toString());
    assertThat(run("apply")).as(err.toString()).isZero();
    Path set = directory.resolve("das set");
    assertThat(
            run(
                "get-historical-features",
                "--entity-df=" + directory.resolve("loans"),
                "--feature-service=ein dienst",
                "--full-feature-names",
                "--partition-by=group`.by",
                "--output=" + set))
        .as(err.toString())
        .isZero();
    Dataset<Row> rows = spark.read().parquet(set.toString());
    assertThat(rows.columns())
        .containsExactly(
            "per.son `id`",
            "co. signer",
            "Größe in m.",
            "when",
            "größe.select__from",
            "größe.select__a`b.c",
            "größe.select__日 本",
            "der `zweite`__日 本",
            "group`.by");
    assertThat(rows.drop("when").collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("ann", "bob", 1, 5L, "x", 7L, null, "a/b"),
            RowFactory.create("bob", "ann", 2, null, null, null, 7L, "c d"));
    assertThat(
            run(
                "get-historical-features",
                "--recreate=" + set.resolve("_training_set.json"),
                "--output=" + directory.resolve("again")))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("The content is the same.");
  }

  private int run(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", directory.toString()), Stream.of(args))
                .toArray(String[]::new));
  }
}
