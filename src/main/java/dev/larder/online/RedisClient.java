package dev.larder.online;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings.ReadFrom;
import dev.larder.online.PipelineRound.Pending;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A client of a Redis Cluster, or of a single Redis. It routes every command by its slot, checks
 * every reply, follows redirections, and tries again what passes by itself (an election, a restart,
 * a lost connection) with a fresh topology until a deadline. Whatever else goes wrong ends in a
 * {@link UserException} that names the server: no command fails in silence.
 *
 * <p>For one thread at a time.
 */
public final class RedisClient implements AutoCloseable {
  private static final int SCAN_COUNT = 1000;

  /** Where a walk over keys begins, and ends. */
  private static final byte[] FIRST_CURSOR = NodeConnection.bytes("0");

  /** Stands for the reply of a command that has none yet when the deadline is over. */
  public static final Object UNANSWERED = new Object();

  /**
   * A master and what it serves.
   *
   * @param slots in ascending order
   */
  public record Master(String host, int port, int[] slots) {
    /** Where it listens. */
    public RedisNode node() {
      return new RedisNode(host, port);
    }
  }

  private final RedisTarget target;
  private final Duration deadline;
  private final int pipelineDepth;
  private final ClusterView cluster;
  private final ReplicaReads replicas;

  /**
   * A client that connects when it is first used.
   *
   * @param timeout to connect, and for each reply
   * @param deadline for all tries of one call
   * @param pipelineDepth commands sent to one server before their replies are read
   */
  public RedisClient(RedisTarget target, Duration timeout, Duration deadline, int pipelineDepth) {
    this(target, timeout, deadline, pipelineDepth, ReadFrom.MASTER);
  }

  /**
   * As the other, for who only reads.
   *
   * @param readFrom where a command is tried first; again always at the master
   */
  public RedisClient(
      RedisTarget target,
      Duration timeout,
      Duration deadline,
      int pipelineDepth,
      ReadFrom readFrom) {
    this(target, timeout, deadline, pipelineDepth, readFrom, Clock.systemUTC());
  }

  RedisClient(
      RedisTarget target,
      Duration timeout,
      Duration deadline,
      int pipelineDepth,
      ReadFrom readFrom,
      Clock clock) {
    this.target = target;
    this.deadline = deadline;
    this.pipelineDepth = pipelineDepth;
    this.cluster = new ClusterView(target, timeout, deadline, clock);
    this.replicas = new ReplicaReads(readFrom);
  }

  /**
   * The masters as last seen, by their lowest slot; a single Redis is one with all slots.
   *
   * @throws UserException where none can be found, or a slot has none: an election leaves it its
   *     old one
   */
  public List<Master> masters() {
    Topology all = cluster.topology();
    if (all.unserved().isPresent()) {
      Problem problem = RedisErrors.unserved(all.unserved().getAsInt());
      throw new UserException(problem.where(), problem.message());
    }
    return all.slotsByMaster().entrySet().stream()
        .map(e -> new Master(e.getKey().host(), e.getKey().port(), e.getValue()))
        .toList();
  }

  /** The master of a slot as last seen; null where none serves it. */
  public RedisNode owner(int slot) {
    return cluster.topology().owner(slot);
  }

  /** How often slots were found at other masters than before; for any thread. */
  public long topologyChanges() {
    return cluster.changes();
  }

  /**
   * The memory of a server as it stands.
   *
   * @throws UserException where it does not answer, or the user may not ask
   */
  public ServerMemory memory(RedisNode node) {
    return ServerMemory.of(ask(node, NodeConnection::info));
  }

  /**
   * Runs commands, one pipeline a node, all nodes at once. Commands may be sent more than once, and
   * those of different nodes in any order.
   *
   * @return the replies in the order of the commands: {@code byte[]}, {@link Long}, {@link List},
   *     or null
   * @throws UserException where a command fails for good or the deadline is over; others may have
   *     been carried out
   */
  public List<Object> execute(List<RedisCommand> commands) {
    return execute(commands, false);
  }

  /**
   * As {@link #execute}, for who would rather have some replies in time than all of them: what has
   * none when the deadline is over is {@link #UNANSWERED}, and may have been carried out.
   *
   * @throws UserException where a command fails for good, or no server says who serves what
   */
  public List<Object> executeInTime(List<RedisCommand> commands) {
    return execute(commands, true);
  }

  private List<Object> execute(List<RedisCommand> commands, boolean inTime) {
    Object[] replies = new Object[commands.size()];
    List<Pending> pending = IntStream.range(0, replies.length).mapToObj(Pending::first).toList();
    Patience patience = new Patience(deadline);
    boolean replicaFailed = false;
    while (!pending.isEmpty()) {
      PipelineRound round = runRound(commands, pending, replies, patience);
      pending = round.again();
      replicaFailed |= round.replicaFailed();
      if (!pending.isEmpty()) {
        boolean again = patience.pause(round.problem());
        if (!again && !inTime) {
          throw patience.over(round.problem());
        }
        if (round.problem() != null || !round.moved().isEmpty()) {
          cluster.refresh(round.moved());
        }
        if (!again) {
          pending.forEach(p -> replies[p.index()] = UNANSWERED);
          break;
        }
      }
    }
    if (replicaFailed) {
      // Not before: its masters could be asked at once.
      cluster.refresh(Map.of());
    }
    return Collections.unmodifiableList(Arrays.asList(replies));
  }

  private PipelineRound runRound(
      List<RedisCommand> commands, List<Pending> pending, Object[] replies, Patience patience) {
    boolean redirects = target.type() == RedisType.REDIS_CLUSTER;
    cluster.connections().closeOld();
    PipelineRound round =
        new PipelineRound(
            cluster.connections(),
            cluster.topology(),
            replicas,
            redirects,
            pipelineDepth,
            commands,
            replies,
            patience);
    try {
      round.run(pending);
    } catch (RuntimeException e) {
      // Some connections still have replies to come, which nobody will read.
      cluster.close();
      throw e;
    }
    return round;
  }

  /**
   * Walks over the keys of one master, as {@link #pages} does.
   *
   * @param keys takes some keys at a time
   * @throws UserException where the master does not answer
   */
  public void scan(Master master, byte[] pattern, Consumer<List<byte[]>> keys) {
    pages(master.node(), pattern).forEachRemaining(keys);
  }

  /**
   * The keys of one server, some at a time. A key may come more than once, and keys that are made
   * or removed meanwhile may or may not come.
   *
   * @param pattern of Redis' glob style
   * @return throws {@link UserException} where the server does not answer
   */
  public Iterator<List<byte[]>> pages(RedisNode node, byte[] pattern) {
    return new Iterator<>() {
      private byte[] cursor = FIRST_CURSOR;
      private boolean ended;

      @Override
      public boolean hasNext() {
        return !ended;
      }

      @Override
      public List<byte[]> next() {
        if (ended) {
          throw new NoSuchElementException();
        }
        List<?> reply = scanPage(node, cursor, pattern);
        cursor = (byte[]) reply.get(0);
        ended = Arrays.equals(cursor, FIRST_CURSOR);
        return ((List<?>) reply.get(1)).stream().map(key -> (byte[]) key).toList();
      }
    };
  }

  private List<?> scanPage(RedisNode node, byte[] cursor, byte[] pattern) {
    return ask(
        node,
        connection ->
            (List<?>)
                connection.call(
                    Command.SCAN,
                    cursor,
                    NodeConnection.bytes("MATCH"),
                    pattern,
                    NodeConnection.bytes("COUNT"),
                    NodeConnection.bytes(Integer.toString(SCAN_COUNT))));
  }

  /** Asks one server, whatever the topology is. */
  private <T> T ask(RedisNode node, Function<NodeConnection, T> question) {
    cluster.connections().closeOld();
    try {
      return question.apply(cluster.connections().to(node));
    } catch (JedisConnectionException e) {
      cluster.connections().drop(node);
      Problem problem = RedisErrors.problem(node, e);
      throw new UserException(problem.where(), problem.message(), e);
    } catch (JedisDataException e) {
      throw RedisErrors.fatal(node, e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
