package dev.larder.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.sql.SparkSession;

/** A file system on this machine's disk that fills up: {@code small:///path}. */
public final class SmallDisk extends RawLocalFileSystem {
  private static final AtomicLong ROOM = new AtomicLong();

  /** Makes it known to a session, with room for some bytes. */
  public static void mount(SparkSession spark, long bytes) {
    ROOM.set(bytes);
    spark.conf().set("fs.small.impl", SmallDisk.class.getName());
  }

  /** How many bytes still fit. */
  public static long room() {
    return ROOM.get();
  }

  @Override
  public URI getUri() {
    return URI.create("small:///");
  }

  @Override
  protected OutputStream createOutputStream(Path path, boolean append) throws IOException {
    return new Bounded(super.createOutputStream(path, append));
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path path, boolean append, FsPermission permission) throws IOException {
    return new Bounded(super.createOutputStreamWithMode(path, append, permission));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path)).map(SmallDisk::plain).toArray(FileStatus[]::new);
  }

  /** Without permissions, which can be asked for by {@code file:} alone. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  private static final class Bounded extends FilterOutputStream {
    Bounded(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (ROOM.addAndGet(-length) < 0) {
        throw new IOException("No space left on device");
      }
      out.write(bytes, from, length);
    }
  }
}
