package dev.larder.online;

import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.online.WritePolicy.Rule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Writes one view's rows to a Redis Cluster, or to a single Redis. New keys go in as finished
 * hashes; what exists is replaced where the {@link Rule} says so, at one stroke with the look at
 * what is stored. Every row is sent to the master of its slot, wherever that is by now, again and
 * again until the master has acknowledged it and the replicas have it, or until a deadline.
 *
 * <p>For one thread at a time.
 */
public final class HashWriter implements AutoCloseable {
  private final RedisTarget target;
  private final FeatureFields fields;
  private final WritePolicy policy;
  private final ClusterView cluster;
  private final RowWriter rowWriter;

  /**
   * A writer that says how far it is.
   *
   * @param progress gets {@link #counts} whenever they change
   */
  public HashWriter(
      RedisTarget target,
      FeatureFields fields,
      WritePolicy policy,
      Consumer<Map<RedisNode, NodeCounts>> progress) {
    this(target, fields, policy, progress, Clock.systemUTC());
  }

  HashWriter(
      RedisTarget target,
      FeatureFields fields,
      WritePolicy policy,
      Consumer<Map<RedisNode, NodeCounts>> progress,
      Clock clock) {
    this.target = target;
    this.fields = fields;
    this.policy = policy;
    this.cluster = new ClusterView(target, policy.timeout(), policy.deadline(), clock);
    this.rowWriter = new RowWriter(fields, policy, existing(), progress);
  }

  private ExistingHashes existing() {
    if (policy.rule() == Rule.ALWAYS) {
      return new PlainWrites();
    }
    return target.login().allowsTransactions() ? new Transactions() : new Scripts();
  }

  /**
   * Writes the rows of a batch.
   *
   * @return those that were written; the others were not newer than what was stored
   * @throws dev.larder.UserException where a server refuses for good, or the deadline is over;
   *     other rows may have been written
   */
  public BitSet write(HashBatch batch) {
    Outcomes outcomes = new Outcomes(batch.size());
    Patience patience = new Patience(policy.deadline());
    int[] pending = bySlot(batch, outcomes.pending());
    while (pending.length > 0) {
      cluster.connections().closeOld();
      WriteRound round =
          new WriteRound(
              batch, outcomes, cluster.topology(), target.type() == RedisType.REDIS_CLUSTER);
      try {
        run(round, batch, outcomes, pending);
      } catch (RuntimeException e) {
        // Some connections still have replies to come, which nobody will read.
        cluster.close();
        throw e;
      }
      int[] left = Arrays.stream(pending).filter(outcomes::isPending).toArray();
      if (left.length > 0) {
        patience = left.length < pending.length ? new Patience(policy.deadline()) : patience;
        patience.requirePause(round.problem());
        if (round.problem() != null || !round.moved().isEmpty()) {
          cluster.refresh(round.moved());
        }
      }
      pending = left;
    }
    return outcomes.written();
  }

  private static int[] bySlot(HashBatch batch, int[] rows) {
    long[] slotAndRow = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      slotAndRow[i] = (long) batch.slot(rows[i]) << Integer.SIZE | rows[i];
    }
    Arrays.sort(slotAndRow);
    return Arrays.stream(slotAndRow).mapToInt(l -> (int) l).toArray();
  }

  /** What goes to one server at once; {@code asking} where the slots are just being moved to it. */
  private record Route(RedisNode node, boolean asking) {}

  private void run(WriteRound round, HashBatch batch, Outcomes outcomes, int[] pending) {
    Map<Route, List<Integer>> routes = new LinkedHashMap<>();
    for (int row : pending) {
      RedisNode askAt = outcomes.takeAskAt(row);
      RedisNode node = askAt == null ? cluster.topology().owner(batch.slot(row)) : askAt;
      if (node == null) {
        round.hinderedBy(RedisErrors.unserved(batch.slot(row)));
      } else {
        routes.computeIfAbsent(new Route(node, askAt != null), r -> new ArrayList<>()).add(row);
      }
    }
    routes.forEach((route, rows) -> run(round, batch, outcomes, route, rows));
  }

  private void run(
      WriteRound round, HashBatch batch, Outcomes outcomes, Route route, List<Integer> rows) {
    try {
      RowPipeline pipeline =
          new RowPipeline(
              cluster.connections().to(route.node()),
              route.asking(),
              batch,
              fields,
              policy.keyTtlSeconds());
      rowWriter.write(
          new NodeRows(route.node(), pipeline, batch, outcomes, round, policy.rule()), rows);
    } catch (JedisConnectionException e) {
      cluster.connections().drop(route.node());
      round.hinderedBy(RedisErrors.problem(route.node(), e));
    } catch (JedisDataException e) {
      refused(round, route.node(), e);
    }
  }

  /** The server would not even log in. */
  private static void refused(WriteRound round, RedisNode node, JedisDataException e) {
    if (!RedisErrors.isPassing(e)) {
      throw RedisErrors.fatal(node, e);
    }
    round.hinderedBy(RedisErrors.problem(node, e));
  }

  /** What was done so far, by server. */
  public Map<RedisNode, NodeCounts> counts() {
    return rowWriter.counts();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
