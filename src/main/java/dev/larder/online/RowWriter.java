package dev.larder.online;

import dev.larder.online.Outcomes.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Writes rows at one server, some at a time, in the way that suits most of them; counts what was
 * done at each.
 */
final class RowWriter {
  /** Rows by which a batch finds out whether most of its keys exist. */
  private static final int PROBE = 64;

  private final int pipelineDepth;
  private final Pace pace;
  private final NewHashes newHashes;
  private final Replicas replicas;
  private final Map<RedisNode, NodeCounts> counts = new LinkedHashMap<>();
  private final Consumer<Map<RedisNode, NodeCounts>> progress;
  private ExistingHashes existing;

  /**
   * A writer.
   *
   * @param progress gets {@link #counts} whenever they change
   */
  RowWriter(
      FeatureFields fields,
      WritePolicy policy,
      ExistingHashes existing,
      Consumer<Map<RedisNode, NodeCounts>> progress) {
    this.pipelineDepth = policy.pipelineDepth();
    this.pace = new Pace(policy.maxRowsPerSecond());
    this.newHashes = new NewHashes(fields);
    this.replicas = new Replicas(policy);
    this.existing = existing;
    this.progress = progress;
  }

  /** What most rows of a batch seem to be, by those that were written last. */
  private enum Guess {
    /** Of keys that do not exist. */
    NEW,
    /** Not newer than what is stored. */
    OLD,
    NEWER
  }

  /**
   * Writes rows, as far as the server lets it: the outcomes hear of each.
   *
   * @param rows in the order of their slots
   * @throws JedisConnectionException where the connection is lost; what was under way is pending
   * @throws dev.larder.UserException where the server refuses for good
   */
  void write(NodeRows at, List<Integer> rows) {
    Guess guess = at.pipeline().isAsking() ? Guess.NEWER : Guess.NEW;
    int next = 0;
    while (next < rows.size()) {
      int size = pace.burst(next == 0 ? PROBE : pipelineDepth);
      List<Integer> some = rows.subList(next, Math.min(rows.size(), next + size));
      pace.await(some.size());
      try {
        guess = write(at, some, guess);
      } catch (JedisConnectionException e) {
        at.outcomes().lost(some);
        count(at, new NodeCounts(0, 0, some.size(), at.pipeline().takeBytes(), 0));
        throw e;
      }
      tally(at, some);
      next += some.size();
    }
  }

  /** Writes some rows, and says what to expect of the next. */
  private Guess write(NodeRows at, List<Integer> rows, Guess guess) {
    List<Integer> left =
        switch (guess) {
          case NEW -> newHashes.write(at, rows);
          case OLD -> at.newer(rows);
          case NEWER -> rows;
        };
    if (!left.isEmpty()) {
      writeExisting(at, left);
    }
    replicas.await(at, rows);
    if (2 * at.outcomes().count(rows, Outcome.SKIPPED) > rows.size()) {
      return Guess.OLD;
    }
    return guess == Guess.NEW && 2 * left.size() <= rows.size() ? Guess.NEW : Guess.NEWER;
  }

  private void writeExisting(NodeRows at, List<Integer> rows) {
    try {
      existing.write(at, rows);
    } catch (ForbiddenException e) {
      Scripts scripts = new Scripts();
      scripts.write(at, rows.stream().filter(at.outcomes()::isPending).toList());
      existing = scripts;
      Warnings.once(
          at.node(),
          "It allows no transactions, so that existing keys are written by a script, at twice the"
              + " cost",
          e);
    }
  }

  private void tally(NodeRows at, List<Integer> rows) {
    long written = at.outcomes().count(rows, Outcome.WRITTEN);
    count(
        at,
        new NodeCounts(
            written,
            at.outcomes().count(rows, Outcome.SKIPPED),
            at.outcomes().count(rows, Outcome.PENDING),
            at.pipeline().takeBytes(),
            replicas.areTooFew(at) ? written : 0));
  }

  private void count(NodeRows at, NodeCounts more) {
    counts.merge(at.node(), more, NodeCounts::plus);
    progress.accept(counts());
  }

  Map<RedisNode, NodeCounts> counts() {
    return Map.copyOf(counts);
  }
}
