package dev.larder.online;

import dev.larder.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import redis.clients.jedis.DefaultJedisClientConfig;

/**
 * How connections are encrypted, in the terms of redis-py's {@code ssl_…} options.
 *
 * @param caCerts a PEM file of authorities to trust; null for the JVM's own
 * @param trustStore the same as a key store; null for none
 * @param verify whether the certificate must be trusted
 * @param checkHostname whether it must be that of the host
 */
public record RedisTls(
    boolean enabled, String caCerts, TrustStore trustStore, boolean verify, boolean checkHostname)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Plain connections. */
  public static final RedisTls OFF = new RedisTls(false, null, null, true, true);

  /** TLS to a host that proves its name to an authority which the JVM trusts. */
  public static final RedisTls VERIFIED = new RedisTls(true, null, null, true, true);

  /**
   * The same with a trust store.
   *
   * @throws UserException where nothing would be looked up in it
   */
  RedisTls trusting(TrustStore store) {
    if (!enabled || !verify || caCerts != null) {
      throw new UserException(
          TrustStore.WHERE,
          "It is of use only where "
              + ConnectionString.WHERE
              + " has ssl=true, and neither ssl_ca_certs nor ssl_cert_reqs=none.");
    }
    return new RedisTls(true, null, store, true, checkHostname);
  }

  void configure(DefaultJedisClientConfig.Builder config) {
    if (!enabled) {
      return;
    }
    SSLParameters parameters = new SSLParameters();
    if (verify && checkHostname) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    config.ssl(true).sslSocketFactory(socketFactory()).sslParameters(parameters);
  }

  private SSLSocketFactory socketFactory() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new UserException(
          ConnectionString.WHERE,
          "ssl_ca_certs: '" + caCerts + "' cannot be read as a PEM file of certificates.",
          e);
    }
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    if (!verify) {
      return new TrustManager[] {new TrustAnyone()};
    }
    if (trustStore == null && caCerts == null) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trustStore == null ? pemStore() : trustStore.load());
    return factory.getTrustManagers();
  }

  private KeyStore pemStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(Path.of(caCerts))) {
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + store.size(), c);
      }
    }
    return store;
  }

  /** What {@code ssl_cert_reqs=none} asks for: encryption without knowing to whom. */
  private static final class TrustAnyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
