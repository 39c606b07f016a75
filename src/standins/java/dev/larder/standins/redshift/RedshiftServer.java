package dev.larder.standins.redshift;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections, each on a thread of its own. */
public final class RedshiftServer {
  private final ServerSocket socket;
  private final Users users;
  private final Warehouse warehouse;
  private final AtomicInteger processes = new AtomicInteger();
  private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();

  private RedshiftServer(ServerSocket socket, Users users, Warehouse warehouse) {
    this.socket = socket;
    this.users = users;
    this.warehouse = warehouse;
  }

  /**
   * Starts it on the loopback address.
   *
   * @param port 0 for a free one
   */
  public static RedshiftServer start(int port, Users users, Warehouse warehouse)
      throws IOException {
    RedshiftServer server =
        new RedshiftServer(
            new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), users, warehouse);
    Thread acceptor = new Thread(server::accept, "redshift");
    acceptor.setDaemon(true);
    acceptor.start();
    return server;
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = socket.accept();
        Thread thread = new Thread(() -> serve(client), "redshift-session");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      Startup startup = Startup.accept(client, users);
      if (startup.cancelledProcess() != 0) {
        Session session = sessions.get(startup.cancelledProcess());
        if (session != null) {
          session.cancel();
        }
      } else if (startup.isAdmitted()) {
        int process = processes.incrementAndGet();
        try (Session session = new Session(startup, process, warehouse)) {
          sessions.put(process, session);
          session.run();
        } finally {
          sessions.remove(process);
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } catch (Exception e) {
      e.printStackTrace();
    }
  }
}
