package dev.larder.online;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** One socket to one server. After any error it must be closed: its replies no longer match. */
final class NodeConnection extends Connection {
  private ServerInfo info;
  private boolean readOnly;

  private NodeConnection(RedisNode node, JedisClientConfig config) {
    super(new HostAndPort(node.host(), node.port()), config);
  }

  /** Connects, and logs in with what is right now. */
  static NodeConnection open(RedisNode node, RedisTarget target, Duration timeout, Instant now) {
    List<String> login = target.login().words(now);
    NodeConnection connection = connect(node, target.tls(), timeout);
    try {
      if (!login.isEmpty()) {
        connection.call(
            Command.AUTH, login.stream().map(NodeConnection::bytes).toArray(byte[][]::new));
      }
      if (target.database() != 0) {
        connection.call(Command.SELECT, bytes(Integer.toString(target.database())));
      }
      return connection;
    } catch (RuntimeException e) {
      connection.disconnect();
      throw e;
    }
  }

  /** As {@link #open}, to a replica: which then answers itself instead of naming its master. */
  static NodeConnection openReplica(
      RedisNode node, RedisTarget target, Duration timeout, Instant now) {
    NodeConnection connection = open(node, target, timeout, now);
    try {
      connection.call(Command.READONLY);
      connection.readOnly = true;
      return connection;
    } catch (RuntimeException e) {
      connection.disconnect();
      throw e;
    }
  }

  /** Whether a replica answers on it. */
  boolean isReadOnly() {
    return readOnly;
  }

  /** Connects to a sentinel: as in redis-py, the server's password and TLS are not for it. */
  static NodeConnection openSentinel(RedisNode node, Duration timeout) {
    return connect(node, RedisTls.OFF, timeout);
  }

  private static NodeConnection connect(RedisNode node, RedisTls tls, Duration timeout) {
    int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(millis)
            .socketTimeoutMillis(millis);
    tls.configure(config);
    NodeConnection connection = new NodeConnection(node, config.build());
    connection.connect();
    if (connection.getSocket() instanceof SSLSocket socket) {
      connection.shakeHands(socket);
    }
    return connection;
  }

  /** Else the first command would be the one to find out that the other side speaks no TLS. */
  private void shakeHands(SSLSocket socket) {
    try {
      socket.startHandshake();
    } catch (IOException e) {
      disconnect();
      throw new JedisConnectionException(new SSLException(e.getMessage(), e));
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Sends one command and waits for its reply; a server's error is thrown. */
  Object call(ProtocolCommand command, byte[]... args) {
    sendCommand(command, args);
    return getOne();
  }

  /** Sends what still lies in the buffer. */
  void flushCommands() {
    flush();
  }

  /** Sends finished commands. */
  void send(Resp commands) {
    flush();
    try {
      getSocket().getOutputStream().write(commands.bytes().array(), 0, commands.bytes().size());
    } catch (IOException e) {
      throw new JedisConnectionException(e);
    }
  }

  /**
   * What the server says of itself, asked once.
   *
   * @throws JedisDataException where the user may not ask
   */
  ServerInfo info() {
    if (info == null) {
      info = ServerInfo.parse(new String((byte[]) call(Command.INFO), StandardCharsets.UTF_8));
    }
    return info;
  }

  /** The next replies; a server's error is an element, a {@link JedisDataException}. */
  List<Object> receive(int count) {
    return getMany(count);
  }

  /**
   * As {@link #receive(int)}.
   *
   * @param longest how long to wait for each, where that is less than the usual time
   */
  List<Object> receive(int count, Duration longest) {
    int usual = getSoTimeout();
    // A socket takes 0 for ever.
    int millis = (int) Math.max(1, Math.min(usual, longest.toMillis()));
    setSoTimeout(millis);
    try {
      return receive(count);
    } finally {
      setSoTimeout(usual);
    }
  }
}
