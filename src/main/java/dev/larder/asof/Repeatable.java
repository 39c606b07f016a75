package dev.larder.asof;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.catalog.HiveTableRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AnyValue;
import org.apache.spark.sql.catalyst.expressions.aggregate.ApproximatePercentile;
import org.apache.spark.sql.catalyst.expressions.aggregate.Collect;
import org.apache.spark.sql.catalyst.expressions.aggregate.First;
import org.apache.spark.sql.catalyst.expressions.aggregate.Last;
import org.apache.spark.sql.catalyst.expressions.aggregate.MaxMinBy;
import org.apache.spark.sql.catalyst.expressions.aggregate.Mode;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/** Tells whether Spark gives the same rows each time it computes a query. */
public final class Repeatable {
  /** They take the rows that come first, or call what may do anything. */
  private static final List<Class<?>> UNSTABLE_NODES =
      List.of(
          GlobalLimit.class,
          LocalLimit.class,
          Offset.class,
          Sample.class,
          Deduplicate.class,
          ScriptTransformation.class);

  /** Spark calls them deterministic, though their results hang on the order of rows. */
  private static final List<Class<?>> UNSTABLE_AGGREGATES =
      List.of(
          First.class,
          Last.class,
          AnyValue.class,
          Collect.class,
          MaxMinBy.class,
          Mode.class,
          ApproximatePercentile.class);

  private Repeatable() {}

  /**
   * Whether a query's rows are the same each time, as long as the files that it reads are. False
   * where that is in doubt: of random values and the current time, of a limit, a sample, a rank or
   * another choice that ties leave open, and of sources that are no files. Sums of fractions, of
   * which the last bits may differ, count as the same.
   */
  public static boolean isRepeatable(Dataset<Row> rows) {
    LogicalPlan plan = rows.queryExecution().analyzed();
    return !plan.containsPattern(TreePattern.CURRENT_LIKE()) && isRepeatable(plan);
  }

  private static boolean isRepeatable(LogicalPlan node) {
    boolean itself =
        UNSTABLE_NODES.stream().noneMatch(unstable -> unstable.isInstance(node))
            && !(node instanceof Window window && !window.orderSpec().isEmpty())
            && Scala.list(node.expressions()).stream().allMatch(Repeatable::isRepeatable);
    return itself
        && (!node.children().isEmpty() || isFixed(node))
        && Scala.list(node.children()).stream().allMatch(Repeatable::isRepeatable)
        && Scala.list(node.subqueries()).stream().allMatch(Repeatable::isRepeatable);
  }

  private static boolean isRepeatable(Expression expression) {
    return expression.deterministic()
        && !expression.exists(
            part -> UNSTABLE_AGGREGATES.stream().anyMatch(unstable -> unstable.isInstance(part)));
  }

  private static boolean isFixed(LogicalPlan leaf) {
    return leaf instanceof LocalRelation
        || leaf instanceof OneRowRelation
        || leaf instanceof Range
        || leaf instanceof HiveTableRelation
        // What it refers to is looked at where it is defined.
        || leaf instanceof CTERelationRef
        || (leaf instanceof LogicalRelation source
            && source.relation() instanceof HadoopFsRelation);
  }
}
