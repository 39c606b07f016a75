package dev.larder.asof;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.internal.SQLConf;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.math.BigInt;

/** Plans our operators: tables of joins up to Spark's limit for broadcasts are broadcast. */
final class AsOfStrategy extends SparkStrategy {
  private static final AsOfStrategy INSTANCE = new AsOfStrategy();

  private AsOfStrategy() {}

  /** Lets a session plan our operators. */
  static void register(SparkSession spark) {
    synchronized (INSTANCE) {
      Seq<SparkStrategy> known = spark.experimental().extraStrategies();
      if (!known.contains(INSTANCE)) {
        List<SparkStrategy> strategies =
            new java.util.ArrayList<>(JavaConverters.seqAsJavaList(known));
        strategies.add(INSTANCE);
        spark.experimental().extraStrategies_$eq(JavaConverters.asScalaBuffer(strategies).toList());
      }
    }
  }

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    List<SparkPlan> plans = List.of();
    if (plan instanceof SlotJoin join) {
      plans =
          List.of(
              new SlotJoinExec(
                  planLater(join.spine()),
                  planLater(join.table()),
                  join.columns().spine(),
                  join.columns().table(),
                  join.rule(),
                  isSmall(join.table())));
    } else if (plan instanceof NewestPerKey newest) {
      plans =
          List.of(
              new NewestPerKeyExec(
                  planLater(newest.rows()), newest.keys(), newest.age(), newest.scope()));
    }
    return JavaConverters.asScalaBuffer(plans).toList();
  }

  private static boolean isSmall(LogicalPlan table) {
    BigInt limit = BigInt.apply(SQLConf.get().autoBroadcastJoinThreshold());
    return table.stats().sizeInBytes().$less$eq(limit);
  }
}
