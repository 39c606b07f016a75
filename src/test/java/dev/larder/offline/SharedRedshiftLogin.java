package dev.larder.offline;

import dev.larder.testing.SharedRedshift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The log-in to {@link SharedRedshift} by password. */
final class SharedRedshiftLogin {
  private SharedRedshiftLogin() {}

  /** The log-in, with a password that is kept in a directory. */
  static RedshiftLogin withPasswordIn(Path directory) throws IOException {
    Path password = Files.writeString(directory.resolve("password"), SharedRedshift.PASSWORD);
    SharedRedshift redshift = SharedRedshift.get();
    return new RedshiftLogin(
        "",
        "",
        "",
        SharedRedshift.DATABASE,
        "localhost",
        redshift.port(),
        SharedRedshift.USER,
        "file:" + password,
        redshift.certificate().toString());
  }
}
