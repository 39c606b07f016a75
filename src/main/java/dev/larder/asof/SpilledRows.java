package dev.larder.asof;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.TempLocalBlockId;
import scala.Tuple2;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** Rows in a file of the executor, compressed and encrypted as Spark's own spills are. */
final class SpilledRows implements AutoCloseable {
  private final BlockId block;
  private final Path file;
  private final byte[] buffer = new byte[4096];
  private DataOutputStream out;
  private DataInputStream in;
  private long rows;

  SpilledRows() {
    Tuple2<TempLocalBlockId, java.io.File> created =
        SparkEnv.get().blockManager().diskBlockManager().createTempLocalBlock();
    block = created._1();
    file = created._2().toPath();
  }

  void add(UnsafeRow row) {
    try {
      if (out == null) {
        out =
            new DataOutputStream(
                SparkEnv.get()
                    .serializerManager()
                    .wrapStream(block, new BufferedOutputStream(Files.newOutputStream(file))));
      }
      out.writeInt(row.getSizeInBytes());
      row.writeToStream(out, buffer);
      rows++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the writing.
   *
   * @return the size of the file in bytes
   */
  long finish() {
    if (out == null) {
      return 0;
    }
    try {
      out.close();
      out = null;
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows, once; each is valid until the next. */
  Iterator<UnsafeRow> read(int fields) {
    UnsafeRow row = new UnsafeRow(fields);
    return new AbstractIterator<>() {
      private byte[] bytes = new byte[1024];

      @Override
      public boolean hasNext() {
        return rows > 0;
      }

      @Override
      public UnsafeRow next() {
        if (rows == 0) {
          throw new NoSuchElementException();
        }
        rows--;
        try {
          open();
          int size = in.readInt();
          if (size > bytes.length) {
            bytes = new byte[Math.max(size, 2 * bytes.length)];
          }
          in.readFully(bytes, 0, size);
          row.pointTo(bytes, size);
          if (rows == 0) {
            close();
          }
          return row;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private void open() throws IOException {
    if (in == null) {
      in =
          new DataInputStream(
              SparkEnv.get()
                  .serializerManager()
                  .wrapStream(block, new BufferedInputStream(Files.newInputStream(file))));
    }
  }

  /** Removes the file. */
  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
      if (in != null) {
        in.close();
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
