package dev.larder.asof;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * A table as it is read. Where its plan does no more than filter and project the column batches of
 * a Parquet reader or of Spark's cache, filter and projection are handed over with the batches, so
 * that a row of which nothing is needed is never put together. Otherwise each row is a batch.
 *
 * @param batches what is read; each is valid until the next
 */
record TableScan(RDD<RowBatch> batches, Columns columns) {

  /**
   * What rows consist of, and what is made of them.
   *
   * @param read what the rows consist of
   * @param condition which rows count; null for all
   * @param output what the table's rows consist of
   * @param values how the output's columns are computed; null where rows are it already
   */
  record Columns(
      Seq<Attribute> read, Expression condition, Seq<Attribute> output, Seq<Expression> values)
      implements Serializable {
    /** A column of the output as an expression over what is read. */
    Expression value(Attribute column) {
      return values == null ? column : values.apply(SlotColumns.ordinal(column, output));
    }
  }

  static TableScan of(SparkPlan table) {
    SparkPlan plan = table instanceof WholeStageCodegenExec codegen ? codegen.child() : table;
    Seq<Expression> values = null;
    if (plan instanceof ProjectExec project) {
      values = Scala.seq(Scala.list(project.projectList()).stream().map(TableScan::value).toList());
      plan = project.child();
    }
    Expression condition = null;
    if (plan instanceof FilterExec filter) {
      condition = filter.condition();
      plan = filter.child();
    }
    if (!(plan instanceof ColumnarToRowExec toRows) || !areStateless(values, condition)) {
      return new TableScan(
          batches(table.execute(), (Function1<InternalRow, RowBatch> & Serializable) RowBatch::of),
          new Columns(table.output(), null, table.output(), null));
    }
    SparkPlan batches =
        toRows.child() instanceof InputAdapter adapter ? adapter.child() : toRows.child();
    Seq<Attribute> read = batches.output();
    return new TableScan(
        batches(
            batches.executeColumnar(),
            (Function1<ColumnarBatch, RowBatch> & Serializable) RowBatch::of),
        new Columns(
            read,
            condition,
            table.output(),
            values == null ? Scala.seq(Scala.list(read)) : values));
  }

  private static <T> RDD<RowBatch> batches(RDD<T> read, Function1<T, RowBatch> batch) {
    return read.mapPartitions(
        (Function1<Iterator<T>, Iterator<RowBatch>> & Serializable) all -> all.map(batch),
        false,
        ClassTag$.MODULE$.apply(RowBatch.class));
  }

  private static Expression value(NamedExpression column) {
    return column instanceof Alias alias ? alias.child() : (Expression) column;
  }

  /** Whether expressions may be computed for some rows only, and without what a plan prepares. */
  private static boolean areStateless(Seq<Expression> values, Expression condition) {
    List<Expression> all = new ArrayList<>();
    if (values != null) {
      all.addAll(Scala.list(values));
    }
    if (condition != null) {
      all.add(condition);
    }
    return all.stream()
        .allMatch(e -> e.deterministic() && e.find(x -> x instanceof PlanExpression).isEmpty());
  }
}
