package dev.larder.asof;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private final List<DataInputStream> readers = new ArrayList<>();
  private DataOutputStream out;
  private long size;

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
      size++;
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

  /** The number of rows. */
  long size() {
    return size;
  }

  /** The rows; each is valid until the next. */
  Iterator<UnsafeRow> read(int fields) {
    UnsafeRow row = new UnsafeRow(fields);
    return new AbstractIterator<>() {
      private byte[] bytes = new byte[1024];
      private long left = size;
      private DataInputStream in;

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public UnsafeRow next() {
        if (left == 0) {
          throw new NoSuchElementException();
        }
        try {
          if (in == null) {
            in = open();
          }
          int length = in.readInt();
          if (length > bytes.length) {
            bytes = new byte[Math.max(length, 2 * bytes.length)];
          }
          in.readFully(bytes, 0, length);
          row.pointTo(bytes, length);
          left--;
          if (left == 0) {
            in.close();
          }
          return row;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private DataInputStream open() throws IOException {
    DataInputStream in =
        new DataInputStream(
            SparkEnv.get()
                .serializerManager()
                .wrapStream(block, new BufferedInputStream(Files.newInputStream(file))));
    readers.add(in);
    return in;
  }

  /** Removes the file. */
  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
      for (DataInputStream reader : readers) {
        reader.close();
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
