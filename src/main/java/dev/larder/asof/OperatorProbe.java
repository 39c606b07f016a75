package dev.larder.asof;

import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.collection.Seq;

/**
 * Finds out whether this Spark has what the operator needs: plans a join, and does on the driver
 * what its tasks do. No task runs, for one that misses a class may take its executor with it.
 */
final class OperatorProbe {
  private static final long NO_TASK = -1;

  /** The release that Larder is tested on; a vendor's jar has a name of its own. */
  private static final Pattern APACHE_RELEASE =
      Pattern.compile(".*/spark-sql_2\\.12-3\\.5\\.\\d+\\.jar");

  private static Boolean passed;

  private OperatorProbe() {}

  /** Whether this Spark can run the operators, found out once; where not, the log says so. */
  static synchronized boolean passes(SparkSession spark) {
    if (passed == null) {
      passed = isApacheRelease(jarOf(SparkPlan.class)) || passes(() -> run(spark));
    }
    return passed;
  }

  /**
   * Whether a jar of Spark's SQL is one that the operators are tested on: those need no probe,
   * which takes a second.
   */
  static boolean isApacheRelease(String jar) {
    return APACHE_RELEASE.matcher(jar).matches();
  }

  /** Empty where a class does not say where it is from. */
  static String jarOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? "" : String.valueOf(source.getLocation());
  }

  /**
   * Whether the operators can run; where not, the log says so.
   *
   * @param probe ends in a {@link LinkageError} where they cannot
   */
  static boolean passes(Runnable probe) {
    try {
      probe.run();
      return true;
    } catch (LinkageError e) {
      LoggerFactory.getLogger(OperatorProbe.class)
          .warn("Plain SQL joins: this Spark lacks what the operator needs ({}).", e.toString());
      return false;
    }
  }

  /**
   * @throws LinkageError where a class or a method is missing
   */
  static void run(SparkSession spark) {
    AsOfStrategy.register(spark);
    Dataset<Row> rows = spark.range(1).selectExpr("id AS k", "id AS t", "id AS made", "id AS f");
    AsOfTable table = new AsOfTable(rows, List.of("k"), "t", "made", List.of("f"));
    AsOfMatch match = new AsOfMatch(table, List.of("k"), true, List.of("found"));
    AsOfSpine spine = new AsOfSpine(rows, "t", 1);
    NewestAsOf.newest(table, true).queryExecution().executedPlan();
    plan(spine, match, chain -> chain.joinBroadcast(match));
    SpineSurvey survey =
        new SpineSurvey(SlotPacker.pack(List.of(new long[] {0, 0})), new HotKeys(Map.of(), 1));
    SparkPlan join =
        plan(spine, match, chain -> chain.joinTogether(List.of("k"), List.of(match), survey));
    TaskMemoryManager memory = new TaskMemoryManager(SparkEnv.get().memoryManager(), NO_TASK);
    try {
      runTasks(join, memory);
    } finally {
      memory.cleanUpAllAllocatedMemory();
    }
  }

  private static SparkPlan plan(AsOfSpine spine, AsOfMatch match, Consumer<JoinChain> join) {
    JoinChain chain = new JoinChain(spine, AsOfSettings.of(spine.rows().sparkSession()));
    join.accept(chain);
    QueryExecution query = chain.result(List.of(match)).queryExecution();
    query.executedPlan();
    return query.sparkPlan();
  }

  private static void runTasks(SparkPlan plan, TaskMemoryManager memory) {
    ReduceTask reduce = find(SlotReduceExec.class, plan).task();
    Iterator<RowBatch> batch = zeros(reduce.columns().read()).map(RowBatch::of);
    try (SlotReduction reduction = new SlotReduction(reduce, batch, memory)) {
      reduction.hasNext();
    }
    JoinTask join = find(SlotJoinExec.class, plan).task();
    try (JoinPart part = new JoinPart(new JoinRows(join), join, memory, Long.MAX_VALUE)) {
      part.take(zeros(join.spine()), zeros(join.table()));
      part.output().next();
    }
  }

  private static <T extends SparkPlan> T find(Class<T> node, SparkPlan plan) {
    return node.cast(plan.find(node::isInstance).get());
  }

  /** One row of zeros. */
  private static Iterator<UnsafeRow> zeros(Seq<Attribute> columns) {
    Object[] values = new Object[columns.size()];
    Arrays.fill(values, 0L);
    DataType[] types = new DataType[values.length];
    Arrays.fill(types, DataTypes.LongType);
    UnsafeProjection projection = UnsafeProjection.create(types);
    return Iterator$.MODULE$.single(projection.apply(new GenericInternalRow(values)));
  }
}
