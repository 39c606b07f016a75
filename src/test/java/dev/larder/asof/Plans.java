package dev.larder.asof;

import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.exchange.BroadcastExchangeExec;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import scala.collection.JavaConverters;

/** What Spark makes of a query; with adaptive execution, what it has made of it. */
public final class Plans {
  private Plans() {}

  public static long exchanges(Dataset<?> query) {
    return nodes(query).filter(ShuffleExchangeExec.class::isInstance).count();
  }

  public static long broadcasts(Dataset<?> query) {
    return nodes(query).filter(BroadcastExchangeExec.class::isInstance).count();
  }

  public static Stream<SparkPlan> nodes(Dataset<?> query) {
    return nodes(query.queryExecution().executedPlan());
  }

  /** The bytes that our operators of a query that has run have put on disk. */
  public static long spilledBytes(Dataset<?> query) {
    return nodes(query)
        .filter(node -> node instanceof SlotJoinExec || node instanceof NewestPerKeyExec)
        .mapToLong(node -> node.metrics().apply(SlotJoinExec.SPILLED).value())
        .sum();
  }

  /** A metric of all nodes of a kind, of a query that has run. */
  static long metric(Dataset<?> query, Class<?> kind, String name) {
    return nodes(query)
        .filter(kind::isInstance)
        .mapToLong(node -> node.metrics().apply(name).value())
        .sum();
  }

  private static Stream<SparkPlan> nodes(SparkPlan plan) {
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      return nodes(adaptive.executedPlan());
    }
    if (plan instanceof QueryStageExec stage) {
      return nodes(stage.plan());
    }
    return Stream.concat(
        Stream.of(plan),
        JavaConverters.seqAsJavaList(plan.children()).stream().flatMap(Plans::nodes));
  }
}
