package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.BindReferences$;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.package$;
import scala.collection.Seq;

/** What a reduction takes from the rows of a table as they are read, one at a time. */
final class Candidates {
  private static final int HASH = 0;
  private static final int EVENT_TIME = 1;
  private static final int CREATED_TIME = 2;

  private final boolean createdByThen;
  private final BasePredicate condition;
  private final UnsafeProjection moment;
  private final UnsafeProjection output;
  private final BasePredicate sameKey;
  private final JoinedRow both = new JoinedRow();

  private InternalRow row;
  private UnsafeRow hashAndTimes;

  Candidates(ReduceTask task) {
    TableScan.Columns columns = task.columns();
    createdByThen = task.reduction().createdByThen();
    condition =
        columns.condition() == null
            ? null
            : Predicate$.MODULE$.create(columns.condition(), columns.read());
    moment = UnsafeProjection.create(moment(task), columns.read());
    output =
        columns.values() == null ? null : UnsafeProjection.create(columns.values(), columns.read());
    sameKey = Predicate$.MODULE$.create(sameKey(task));
  }

  private static Seq<Expression> moment(ReduceTask task) {
    TableScan.Columns columns = task.columns();
    List<Expression> keys =
        Scala.list(task.keys()).stream().map(key -> columns.value((Attribute) key)).toList();
    return Scala.seq(
        List.of(
            KeyHash.of(Scala.seq(keys), task.reduction().hashBits()),
            columns.value((Attribute) task.age().apply(0)),
            columns.value((Attribute) task.age().apply(1))));
  }

  /** Compares a row as it is read with one of the output. */
  private static Expression sameKey(ReduceTask task) {
    TableScan.Columns columns = task.columns();
    List<Expression> equal = new ArrayList<>();
    for (Expression key : Scala.list(task.keys())) {
      Expression read =
          BindReferences$.MODULE$.bindReference(
              columns.value((Attribute) key), package$.MODULE$.AttributeSeq(columns.read()), false);
      int held = columns.read().size() + SlotColumns.ordinal((Attribute) key, columns.output());
      equal.add(new EqualTo(read, new BoundReference(held, key.dataType(), key.nullable())));
    }
    return equal.stream().reduce(And::new).orElse(Literal$.MODULE$.apply((Object) true));
  }

  /** Turns to the next row; whether it is one that a join may choose. */
  boolean turnTo(InternalRow next) {
    if (condition != null && !condition.eval(next)) {
      return false;
    }
    row = next;
    hashAndTimes = moment.apply(next);
    return !hashAndTimes.isNullAt(EVENT_TIME)
        && (!createdByThen || !hashAndTimes.isNullAt(CREATED_TIME));
  }

  long hash() {
    return hashAndTimes.getLong(HASH);
  }

  long eventTime() {
    return hashAndTimes.getLong(EVENT_TIME);
  }

  /** The first time that may see the row. */
  long visibleFrom() {
    return createdByThen ? Math.max(eventTime(), hashAndTimes.getLong(CREATED_TIME)) : eventTime();
  }

  /** Whether another row of the output has the same key. */
  boolean hasKeyOf(UnsafeRow held) {
    return sameKey.eval(both.apply(row, held));
  }

  /** The row as it is in the output, valid until the next. */
  UnsafeRow output() {
    return output == null ? (UnsafeRow) row : output.apply(row);
  }
}
