package dev.larder.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to change a file, held by one thread of one process at a time, through the operating
 * system's lock of a file beside it. That file is removed with the lock; one that a killed process
 * left behind is not locked, so it stops nobody.
 */
final class LocalLock {
  /** The system's locks belong to the process, so its threads take turns here first. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private LocalLock() {}

  /** What is done while the right is held. */
  @FunctionalInterface
  interface Action {
    boolean run() throws IOException;
  }

  /** Waits for the right to change a file, acts, and gives it back; returns what the action did. */
  static boolean holding(Path file, Action action) throws IOException {
    Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
    THREADS.lock();
    try {
      Optional<Boolean> result = Optional.empty();
      while (result.isEmpty()) {
        result = tryHolding(lockFile, action);
      }
      return result.get();
    } finally {
      THREADS.unlock();
    }
  }

  /**
   * Empty where the lock is on a file that no longer stands in the directory: who held it before
   * has removed it, and somebody else may have locked a new one.
   */
  private static Optional<Boolean> tryHolding(Path lockFile, Action action) throws IOException {
    try (FileChannel locked =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      locked.lock();
      byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
      locked.truncate(0).write(ByteBuffer.wrap(token), 0);
      // Stays open as long as the other: a process loses its lock when it closes any of its
      // channels of the file.
      try (FileChannel standing = openOrNull(lockFile)) {
        if (standing == null || !Arrays.equals(token, content(standing, token.length))) {
          return Optional.empty();
        }
        try {
          return Optional.of(action.run());
        } finally {
          Files.deleteIfExists(lockFile);
        }
      }
    }
  }

  private static FileChannel openOrNull(Path lockFile) throws IOException {
    try {
      return FileChannel.open(lockFile, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static byte[] content(FileChannel channel, int length) throws IOException {
    byte[] bytes = new byte[length];
    channel.read(ByteBuffer.wrap(bytes));
    return bytes;
  }
}
