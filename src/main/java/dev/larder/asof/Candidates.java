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

/**
 * The rows of a batch that a join may choose, numbered from 0 on: what a reduction asks of each,
 * and what the rest of it is only where that is needed.
 */
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

  private final PackedSlots slots;
  private RowBatch batch;
  private int[] numbers = {};
  private long[] hashes = {};
  private long[] eventTimes = {};
  private long[] visibleFrom = {};
  private int[] found = {};

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
    slots = task.slots().value();
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

  /**
   * Takes a batch in; returns how many of its rows a join may choose.
   *
   * @param held what the slots hold, which will be looked at
   */
  int take(RowBatch next, WinnerRows held) {
    batch = next;
    reserve(next.size());
    int count = 0;
    for (int number = 0; number < next.size(); number++) {
      InternalRow row = next.row(number);
      if (condition != null && !condition.eval(row)) {
        continue;
      }
      UnsafeRow hashAndTimes = moment.apply(row);
      if (hashAndTimes.isNullAt(EVENT_TIME)
          || (createdByThen && hashAndTimes.isNullAt(CREATED_TIME))) {
        continue;
      }
      numbers[count] = number;
      hashes[count] = hashAndTimes.getLong(HASH);
      long event = hashAndTimes.getLong(EVENT_TIME);
      eventTimes[count] = event;
      visibleFrom[count] =
          createdByThen ? Math.max(event, hashAndTimes.getLong(CREATED_TIME)) : event;
      count++;
    }
    slots.find(hashes, visibleFrom, found, count);
    held.touch(found, hashes, count);
    return count;
  }

  private void reserve(int size) {
    if (numbers.length < size) {
      numbers = new int[size];
      hashes = new long[size];
      eventTimes = new long[size];
      visibleFrom = new long[size];
      found = new int[size];
    }
  }

  /** The first slot that may see a candidate, or {@link PackedSlots#NONE}. */
  int slot(int candidate) {
    return found[candidate];
  }

  long eventTime(int candidate) {
    return eventTimes[candidate];
  }

  /** Whether another row of the output has the same key. */
  boolean hasKeyOf(int candidate, UnsafeRow held) {
    return sameKey.eval(both.apply(batch.row(numbers[candidate]), held));
  }

  /** The candidate's row as it is in the output, valid until the next. */
  UnsafeRow output(int candidate) {
    InternalRow row = batch.row(numbers[candidate]);
    return output == null ? (UnsafeRow) row : output.apply(row);
  }
}
