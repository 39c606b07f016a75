package dev.larder.asof;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.exchange.BroadcastExchangeLike;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.apache.spark.sql.internal.SQLConf;
import scala.math.BigInt;

/**
 * What Spark would do for a query, read from its physical plan without running anything.
 *
 * @param files how many files would be opened; 0 where the rows come from none
 * @param bytes of these files, of which the reader may skip parts
 * @param exchanges the outermost first; one that is used several times is there once
 */
public record PlannedQuery(long files, long bytes, List<PlannedExchange> exchanges) {
  public PlannedQuery {
    exchanges = List.copyOf(exchanges);
  }

  /** Plans the query. */
  public static PlannedQuery of(Dataset<?> query) {
    SparkPlan plan = query.queryExecution().executedPlan();
    SparkPlan planned = plan instanceof AdaptiveSparkPlanExec a ? a.initialPlan() : plan;
    List<FileStatusWithMetadata> files =
        nodes(planned)
            .filter(FileSourceScanExec.class::isInstance)
            .flatMap(scan -> files((FileSourceScanExec) scan))
            .toList();
    long bytes = files.stream().mapToLong(FileStatusWithMetadata::getLen).sum();
    return new PlannedQuery(files.size(), bytes, exchanges(planned));
  }

  private static Stream<FileStatusWithMetadata> files(FileSourceScanExec scan) {
    return Stream.of(scan.selectedPartitions())
        .flatMap(partition -> Scala.list(partition.files()).stream());
  }

  private static List<PlannedExchange> exchanges(SparkPlan plan) {
    // Adaptive execution finds out only later that an exchange is there already.
    Map<SparkPlan, PlannedExchange> distinct = new LinkedHashMap<>();
    nodes(plan)
        .filter(Exchange.class::isInstance)
        .forEach(node -> distinct.putIfAbsent(node.canonicalized(), exchange((Exchange) node)));
    return new ArrayList<>(distinct.values());
  }

  private static PlannedExchange exchange(Exchange node) {
    return new PlannedExchange(
        node instanceof BroadcastExchangeLike,
        nodes(node)
            .filter(input -> input.children().isEmpty())
            .map(PlannedQuery::input)
            .distinct()
            .toList(),
        node.outputPartitioning().numPartitions(),
        estimatedBytes(node.child()));
  }

  private static String input(SparkPlan leaf) {
    if (leaf instanceof FileSourceScanExec scan) {
      List<Path> paths = Scala.list(scan.relation().location().rootPaths());
      if (!paths.isEmpty()) {
        return (paths.size() == 1 ? paths.get(0) : paths.get(0).getParent()).toString();
      }
    }
    return leaf.nodeName();
  }

  private static Long estimatedBytes(SparkPlan plan) {
    SparkPlan linked = plan;
    while (linked.logicalLink().isEmpty() && !linked.children().isEmpty()) {
      linked = linked.children().head();
    }
    return linked.logicalLink().isEmpty() ? null : estimatedBytes(linked.logicalLink().get());
  }

  /**
   * Spark multiplies the sizes of what a join joins, which says nothing. A point-in-time join has
   * as many rows as its spine, its first child.
   */
  private static Long estimatedBytes(LogicalPlan plan) {
    LogicalPlan known = plan;
    while (nodes(known).anyMatch(SlotJoin.class::isInstance)) {
      known = known.children().head();
    }
    if (nodes(known).anyMatch(node -> node instanceof Join || isUnknown(node))) {
      return null;
    }
    return new BigDecimal(known.stats().sizeInBytes().bigInteger())
        .multiply(BigDecimal.valueOf(rowBytes(plan)))
        .divide(BigDecimal.valueOf(rowBytes(known)), RoundingMode.HALF_UP)
        .longValue();
  }

  /** Whether Spark assumes the worst of a relation, since it knows no size. */
  private static boolean isUnknown(LogicalPlan node) {
    return node.children().isEmpty()
        && node.stats().sizeInBytes().$greater$eq(BigInt.apply(SQLConf.get().defaultSizeInBytes()));
  }

  /** As Spark estimates it. */
  private static long rowBytes(LogicalPlan plan) {
    long bytes = Long.BYTES;
    for (Attribute column : Scala.list(plan.output())) {
      bytes += column.dataType().defaultSize();
    }
    return bytes;
  }

  private static <T extends TreeNode<T>> Stream<T> nodes(T plan) {
    return Stream.concat(
        Stream.of(plan), Scala.list(plan.children()).stream().flatMap(PlannedQuery::nodes));
  }
}
