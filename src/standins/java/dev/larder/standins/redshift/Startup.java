package dev.larder.standins.redshift;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The beginning of a connection, up to the log-in.
 *
 * @param parameters what the client set, of any name
 * @param cancelledProcess whose statement is to be cancelled, where the connection is for that;
 *     else 0
 */
record Startup(
    WireReader in,
    WireWriter out,
    Map<String, String> parameters,
    int cancelledProcess,
    boolean isAdmitted) {
  private static final int CANCEL = 80877102;
  private static final int TLS = 80877103;
  private static final SecureRandom RANDOM = new SecureRandom();

  static Startup accept(Socket client, Users users) throws IOException, GeneralSecurityException {
    WireReader in = new WireReader(client.getInputStream());
    WireWriter out = new WireWriter(client.getOutputStream());
    ByteBuffer body = in.body();
    int code = body.getInt();
    if (code == CANCEL) {
      return new Startup(in, out, Map.of(), body.getInt(), false);
    }
    if (code == TLS) {
      if (System.getProperty("javax.net.ssl.keyStore") == null) {
        out.sendBare('N');
        return accept(client, users);
      }
      out.sendBare('S');
      return accept(secured(client), users);
    }
    Map<String, String> parameters = parameters(body);
    return new Startup(in, out, parameters, 0, logIn(in, out, parameters, users));
  }

  private static Socket secured(Socket client) throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            SSLContext.getDefault()
                .getSocketFactory()
                .createSocket(client, client.getInetAddress().getHostAddress(), 0, true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  private static Map<String, String> parameters(ByteBuffer body) {
    WireReader.Message message = new WireReader.Message(' ', body);
    Map<String, String> parameters = new HashMap<>();
    for (String name = message.text(); !name.isEmpty(); name = message.text()) {
      parameters.put(name, message.text());
    }
    return parameters;
  }

  private static boolean logIn(
      WireReader in, WireWriter out, Map<String, String> parameters, Users users)
      throws IOException {
    byte[] salt = new byte[4];
    RANDOM.nextBytes(salt);
    out.int32(5).raw(salt).send('R');
    out.flush();
    WireReader.Message answer = in.next();
    String user = parameters.get("user");
    if (answer == null || !users.admits(user, salt, answer.text())) {
      out.report(
          'E', "FATAL", "28000", "password authentication failed for user \"" + user + "\"", null);
      out.flush();
      return false;
    }
    out.int32(0).send('R');
    return true;
  }

  /** The zone of the client's JVM, which the driver sends. */
  String timeZone() {
    return parameters.getOrDefault("TimeZone", "UTC");
  }
}
