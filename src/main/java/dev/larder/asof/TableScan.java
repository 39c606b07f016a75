package dev.larder.asof;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
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
import scala.runtime.AbstractPartialFunction;

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
    List<Expression> values = new ArrayList<>(Scala.list(plan.output()));
    List<Expression> conditions = new ArrayList<>();
    while (plan instanceof ProjectExec || plan instanceof FilterExec) {
      if (plan instanceof ProjectExec project) {
        Substitution substitution = new Substitution(Scala.list(project.projectList()));
        values.replaceAll(substitution::in);
        conditions.replaceAll(substitution::in);
      } else {
        // First, since what lies above it may rely on it.
        conditions.add(0, ((FilterExec) plan).condition());
      }
      plan = plan.children().head();
    }
    boolean stateless =
        Stream.concat(values.stream(), conditions.stream()).allMatch(TableScan::isStateless);
    if (!(plan instanceof ColumnarToRowExec toRows) || !stateless) {
      return new TableScan(
          batches(table.execute(), (Function1<InternalRow, RowBatch> & Serializable) RowBatch::of),
          new Columns(table.output(), null, table.output(), null));
    }
    SparkPlan batches =
        toRows.child() instanceof InputAdapter adapter ? adapter.child() : toRows.child();
    return new TableScan(
        batches(
            batches.executeColumnar(),
            (Function1<ColumnarBatch, RowBatch> & Serializable) RowBatch::of),
        new Columns(
            batches.output(),
            conditions.stream().reduce(And::new).orElse(null),
            table.output(),
            Scala.seq(values)));
  }

  private static <T> RDD<RowBatch> batches(RDD<T> read, Function1<T, RowBatch> batch) {
    return read.mapPartitions(
        (Function1<Iterator<T>, Iterator<RowBatch>> & Serializable) all -> all.map(batch),
        false,
        ClassTag$.MODULE$.apply(RowBatch.class));
  }

  /** Whether an expression may be computed for some rows only, and without what a plan prepares. */
  private static boolean isStateless(Expression expression) {
    return expression.deterministic()
        && expression.find(part -> part instanceof PlanExpression).isEmpty();
  }

  /** Puts what a projection computes in the place of its columns. */
  private static final class Substitution extends AbstractPartialFunction<Expression, Expression> {
    private static final long serialVersionUID = 1;

    private final transient Map<ExprId, Expression> computed = new HashMap<>();

    Substitution(List<NamedExpression> projection) {
      projection.forEach(
          column ->
              computed.put(
                  column.exprId(),
                  column instanceof Alias alias ? alias.child() : (Expression) column));
    }

    Expression in(Expression expression) {
      return expression.transformUp(this);
    }

    @Override
    public boolean isDefinedAt(Expression part) {
      return part instanceof Attribute column && computed.containsKey(column.exprId());
    }

    @Override
    public Expression apply(Expression part) {
      return computed.get(((Attribute) part).exprId());
    }
  }
}
