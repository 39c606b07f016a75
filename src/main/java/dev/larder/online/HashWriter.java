package dev.larder.online;

import dev.larder.UserException.Problem;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.online.Outcomes.Outcome;
import dev.larder.online.WritePolicy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger LOG = LoggerFactory.getLogger(HashWriter.class);

  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  /** Rows by which a batch finds out whether most of its keys exist. */
  private static final int PROBE = 64;

  private final RedisTarget target;
  private final FeatureFields fields;
  private final WritePolicy policy;
  private final ClusterView cluster;
  private final Pace pace;
  private final Consumer<Map<RedisNode, NodeCounts>> progress;
  private final Map<RedisNode, NodeCounts> counts = new LinkedHashMap<>();

  /** Whether finished hashes may be sent. */
  private boolean restores;

  private ExistingHashes existing;

  public HashWriter(RedisTarget target, FeatureFields fields, WritePolicy policy) {
    this(target, fields, policy, counts -> {});
  }

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
    this.target = target;
    this.fields = fields;
    this.policy = policy;
    this.cluster = new ClusterView(target, policy.timeout(), policy.deadline());
    this.pace = new Pace(policy.maxRowsPerSecond());
    this.progress = progress;
    this.existing = policy.rule() == Rule.ALWAYS ? new PlainWrites() : new Transactions();
    this.restores = fields.areDistinct();
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
        patience.pause(round.problem());
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
    int[] chunk = {};
    long sent = 0;
    try {
      NodeConnection connection = cluster.connections().to(route.node());
      RowPipeline pipeline =
          new RowPipeline(connection, route.asking(), batch, fields, policy.keyTtlSeconds());
      NodeRows at = new NodeRows(route.node(), pipeline, batch, outcomes, round, policy.rule());
      boolean mostAreNew = !route.asking();
      int next = 0;
      while (next < rows.size()) {
        int size = pace.burst(next == 0 ? PROBE : policy.pipelineDepth());
        List<Integer> part = rows.subList(next, Math.min(rows.size(), next + size));
        chunk = part.stream().mapToInt(Integer::intValue).toArray();
        pace.await(chunk.length);
        mostAreNew = write(connection, at, part, mostAreNew);
        tally(route.node(), outcomes, chunk, pipeline.bytes() - sent);
        sent = pipeline.bytes();
        chunk = new int[0];
        next += part.size();
      }
    } catch (JedisConnectionException e) {
      cluster.connections().drop(route.node());
      outcomes.lost(chunk);
      count(route.node(), new NodeCounts(0, 0, chunk.length, 0, 0));
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

  /**
   * Writes some rows, and waits for the replicas.
   *
   * @param mostAreNew whether to try finished hashes first
   * @return whether most keys were new
   */
  private boolean write(
      NodeConnection connection, NodeRows at, List<Integer> rows, boolean mostAreNew) {
    List<Integer> left = mostAreNew ? restore(connection, at, rows) : rows;
    if (!left.isEmpty()) {
      writeExisting(at, left);
    }
    awaitReplicas(connection, at, rows);
    return mostAreNew && 2 * left.size() <= rows.size();
  }

  /** Makes the hashes whose keys do not exist yet, and gives the other rows. */
  private List<Integer> restore(NodeConnection connection, NodeRows at, List<Integer> rows) {
    DumpFormat format = format(connection, at.node());
    if (format == null) {
      return rows;
    }
    List<Integer> packed = new ArrayList<>(rows.size());
    for (int row : rows) {
      if (DumpFormat.fits(fields, at.batch(), row)) {
        at.pipeline().restore(row, format);
        packed.add(row);
      }
    }
    List<Object> replies = at.pipeline().exchange();
    for (int i = 0; i < packed.size(); i++) {
      if (!(replies.get(i) instanceof JedisDataException e)) {
        at.outcomes().written(packed.get(i));
      } else if (RedisErrors.refusesRestore(e)) {
        restoreNoMore(at.node(), e);
      } else if (!RedisErrors.code(e).equals("BUSYKEY")) {
        at.round().error(at.node(), packed.get(i), e);
      }
    }
    return rows.stream().filter(at.outcomes()::isPending).toList();
  }

  /** What the server takes as a finished hash; null for nothing. */
  private DumpFormat format(NodeConnection connection, RedisNode node) {
    if (!restores) {
      return null;
    }
    try {
      int version = connection.info().majorVersion();
      return version >= 7 ? DumpFormat.LISTPACK : version >= 5 ? DumpFormat.ZIPLIST : null;
    } catch (JedisDataException e) {
      if (!RedisErrors.forbids(e, "info")) {
        throw e;
      }
      restoreNoMore(node, e);
      return null;
    }
  }

  private void restoreNoMore(RedisNode node, JedisDataException e) {
    restores = false;
    warnOnce(
        node,
        "It takes no finished hashes, so that new keys are written field by field, at twice the"
            + " cost",
        e);
  }

  private void writeExisting(NodeRows at, List<Integer> rows) {
    try {
      existing.write(at, rows);
    } catch (ForbiddenException e) {
      Scripts scripts = new Scripts();
      scripts.write(at, rows.stream().filter(at.outcomes()::isPending).toList());
      existing = scripts;
      warnOnce(
          at.node(),
          "It allows no transactions, so that existing keys are written by a script, at twice the"
              + " cost",
          e);
    }
  }

  /** Once a process, for all its tasks. */
  private void warnOnce(RedisNode node, String what, Exception e) {
    if (WARNED.add(target.nodes() + what)) {
      LOG.warn("Redis {}: {} ({}).", node, what, e.getMessage());
    }
  }

  private void awaitReplicas(NodeConnection connection, NodeRows at, List<Integer> rows) {
    int replicas = Math.min(policy.replicas(), replicas(connection, at.node()));
    if (replicas == 0) {
      return;
    }
    // Less than the time in which the reply has to come.
    at.pipeline().waitFor(replicas, policy.timeout().toMillis() / 2);
    Object reply = at.pipeline().exchange().get(0);
    if (reply instanceof JedisDataException e && !RedisErrors.isReplica(e)) {
      throw RedisErrors.fatal(at.node(), e);
    }
    if (!(reply instanceof Long acknowledged) || acknowledged < replicas) {
      at.outcomes().lost(rows.stream().mapToInt(Integer::intValue).toArray());
      at.round()
          .hinderedBy(
              new Problem(
                  "Redis " + at.node(),
                  "Its replicas do not confirm what is written: see INFO replication, or set"
                      + " larder.wait_replicas."));
    }
  }

  private int replicas(NodeConnection connection, RedisNode node) {
    return cluster
        .topology()
        .replicas(node)
        .orElseGet(() -> policy.replicas() == 0 ? 0 : connection.info().connectedReplicas());
  }

  private void tally(RedisNode node, Outcomes outcomes, int[] rows, long bytes) {
    int written = outcomes.count(rows, Outcome.WRITTEN);
    boolean replicated =
        policy.replicas() == 0
            || policy.replicas() <= cluster.topology().replicas(node).orElse(policy.replicas());
    count(
        node,
        new NodeCounts(
            written,
            outcomes.count(rows, Outcome.SKIPPED),
            outcomes.count(rows, Outcome.PENDING),
            bytes,
            replicated ? 0 : written));
  }

  private void count(RedisNode node, NodeCounts more) {
    counts.merge(node, more, NodeCounts::plus);
    progress.accept(counts());
  }

  /** What was done so far, by server. */
  public Map<RedisNode, NodeCounts> counts() {
    return Map.copyOf(counts);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
