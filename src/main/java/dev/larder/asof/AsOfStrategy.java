package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.Seq;

/** Plans our operators. */
final class AsOfStrategy extends SparkStrategy {
  private static final AsOfStrategy INSTANCE = new AsOfStrategy();

  private AsOfStrategy() {}

  /** Lets a session plan our operators. */
  static void register(SparkSession spark) {
    synchronized (INSTANCE) {
      Seq<SparkStrategy> known = spark.experimental().extraStrategies();
      if (!known.contains(INSTANCE)) {
        List<SparkStrategy> strategies = new ArrayList<>(Scala.list(known));
        strategies.add(INSTANCE);
        spark.experimental().extraStrategies_$eq(Scala.seq(strategies));
      }
    }
  }

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return Scala.seq(ours(plan).stream().toList());
  }

  private Optional<SparkPlan> ours(LogicalPlan plan) {
    if (plan instanceof SlotJoin join) {
      SparkPlan spine = planLater(join.spine());
      SparkPlan table = planLater(join.table());
      SlotColumns columns = join.columns();
      return Optional.of(
          join.broadcast()
              ? new BroadcastSlotJoinExec(
                  spine, table, columns.spine(), columns.table(), join.rule())
              : new SlotJoinExec(spine, table, columns.spine(), columns.table(), join.rule()));
    } else if (plan instanceof SlotReduce reduce) {
      return Optional.of(
          new SlotReduceExec(
              planLater(reduce.table()),
              reduce.keys(),
              reduce.age(),
              reduce.reduction(),
              reduce.slots()));
    } else if (plan instanceof NewestPerKey newest) {
      return Optional.of(
          new NewestPerKeyExec(
              planLater(newest.rows()), newest.keys(), newest.age(), newest.scope()));
    }
    return Optional.empty();
  }
}
