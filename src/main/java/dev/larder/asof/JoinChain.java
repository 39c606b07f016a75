package dev.larder.asof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/** A spine that is joined with one table after the other. */
final class JoinChain {
  private static final String SALT = "__salt_";

  private final AsOfSpine spine;
  private final AsOfSettings settings;
  private final List<Attribute> spineColumns;
  private final Map<AsOfMatch, List<Attribute>> outputs = new HashMap<>();
  private Dataset<Row> joined;

  JoinChain(AsOfSpine spine, AsOfSettings settings) {
    this.spine = spine;
    this.settings = settings;
    this.spineColumns = attributes(spine.rows());
    this.joined = spine.rows();
  }

  /** Joins with a table that is sent to all executors. */
  void joinBroadcast(AsOfMatch match) {
    join(match, spineKeys(match.spineKeys()), TableSide.of(match.table()), true);
  }

  /** Joins with tables by the same keys, for which the spine is moved once. */
  void joinTogether(List<String> keyNames, List<AsOfMatch> matches) {
    Column hash = keyHash(spineKeys(keyNames));
    joinTogether(keyNames, matches, SpineSurvey.of(spine, hash, settings));
  }

  void joinTogether(List<String> keyNames, List<AsOfMatch> matches, SpineSurvey survey) {
    List<Attribute> keys = spineKeys(keyNames);
    HotKeys hot = survey.hotKeys();
    Broadcast<PackedSlots> slots =
        survey.slots() == null
            ? null
            : spine
                .rows()
                .sparkSession()
                .sparkContext()
                .broadcast(survey.slots(), ClassTag$.MODULE$.apply(PackedSlots.class));
    if (!hot.isEmpty()) {
      joined = joined.withColumn(SALT + outputs.size(), hot.salt(keyHash(keys), spine.rows()));
      List<Attribute> all = attributes(joined);
      keys.add(all.get(all.size() - 1));
    }
    for (AsOfMatch match : matches) {
      TableSide table = TableSide.of(match.table());
      if (slots != null) {
        table = table.reduced(match.createdByThen(), settings, slots);
      }
      join(match, keys, hot.isEmpty() ? table : table.salted(hot, settings.hashBits()), false);
    }
  }

  /** The spine with what was joined, in the order of the matches. */
  Dataset<Row> result(List<AsOfMatch> matches) {
    return joined.select(
        Stream.concat(
                spineColumns.stream(),
                matches.stream().flatMap(match -> outputs.get(match).stream()))
            .map(Column::new)
            .toArray(Column[]::new));
  }

  private void join(AsOfMatch match, List<Attribute> keys, TableSide table, boolean broadcast) {
    checkTypes(match, keys, table);
    List<Expression> spineSide = new ArrayList<>(keys);
    spineSide.add(spineColumn(spine.time()));
    Dataset<Row> extended =
        Dataset.ofRows(
            joined.sparkSession(),
            new SlotJoin(
                joined.queryExecution().analyzed(),
                table.rows().queryExecution().analyzed(),
                Scala.seq(spineSide),
                table.columns(),
                new SlotRule(match.createdByThen(), settings.maxIndexBytes()),
                broadcast));
    List<Attribute> all = attributes(extended);
    int first = all.size() - match.outputs().size();
    Column[] named = all.stream().map(Column::new).toArray(Column[]::new);
    for (int i = first; i < named.length; i++) {
      named[i] = named[i].as(match.outputs().get(i - first));
    }
    joined = extended.select(named);
    outputs.put(match, attributes(joined).subList(first, named.length));
  }

  private Column keyHash(List<Attribute> keys) {
    return new Column(KeyHash.ofNullable(Scala.seq(keys), settings.hashBits()));
  }

  private List<Attribute> spineKeys(List<String> names) {
    List<Attribute> keys = new ArrayList<>();
    names.forEach(name -> keys.add(spineColumn(name)));
    return keys;
  }

  private Attribute spineColumn(String name) {
    return spineColumns.get(spine.rows().schema().fieldIndex(name));
  }

  private static void checkTypes(AsOfMatch match, List<Attribute> spineKeys, TableSide table) {
    for (int i = 0; i < match.spineKeys().size(); i++) {
      DataType spineType = spineKeys.get(i).dataType();
      DataType tableType = table.keys().get(i).dataType();
      if (!spineType.sameType(tableType)) {
        throw new IllegalArgumentException(
            "Join key %s is %s in the spine and %s in the table."
                .formatted(
                    match.spineKeys().get(i),
                    spineType.catalogString(),
                    tableType.catalogString()));
      }
    }
  }

  private static List<Attribute> attributes(Dataset<Row> rows) {
    Seq<Attribute> output = rows.queryExecution().analyzed().output();
    return Scala.list(output);
  }
}
