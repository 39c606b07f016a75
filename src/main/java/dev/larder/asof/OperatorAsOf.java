package dev.larder.asof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.math.BigInt;

/**
 * Point-in-time joins by operators of our own, which hash and never sort the rows: the same result
 * as {@link SqlAsOf#join}. Tables below Spark's limit for broadcasts are sent to where the spine
 * is, and nothing else is moved for them. Other tables and the spine are brought together by key,
 * with one exchange of the spine for all tables that it is joined with by the same keys.
 */
final class OperatorAsOf {
  private final AsOfSpine spine;
  private final List<AsOfMatch> matches;
  private final AsOfSettings settings;

  private OperatorAsOf(AsOfSpine spine, List<AsOfMatch> matches) {
    this.spine = spine;
    this.matches = matches;
    this.settings = AsOfSettings.of(spine.rows().sparkSession());
  }

  /**
   * As {@link AsOfJoin#join}. Reads the keys and times of the spine at once, where there is a table
   * that is not broadcast; the join itself is only planned.
   */
  static Dataset<Row> join(AsOfSpine spine, List<AsOfMatch> matches) {
    AsOfStrategy.register(spine.rows().sparkSession());
    return new OperatorAsOf(spine, matches).joined();
  }

  private Dataset<Row> joined() {
    Map<List<String>, List<AsOfMatch>> shuffled = new LinkedHashMap<>();
    List<AsOfMatch> broadcast = new ArrayList<>();
    for (AsOfMatch match : matches) {
      if (isSmall(match.table().rows())) {
        broadcast.add(match);
      } else {
        shuffled.computeIfAbsent(match.spineKeys(), keys -> new ArrayList<>()).add(match);
      }
    }
    JoinChain chain = new JoinChain(spine, settings);
    shuffled.forEach(chain::joinTogether);
    // Last, so that what they bring need not be moved.
    broadcast.forEach(chain::joinBroadcast);
    return chain.result(matches);
  }

  private static boolean isSmall(Dataset<Row> table) {
    BigInt limit =
        BigInt.apply(table.sparkSession().sessionState().conf().autoBroadcastJoinThreshold());
    return table.queryExecution().optimizedPlan().stats().sizeInBytes().$less$eq(limit);
  }
}
