package dev.larder.serving.http;

import dev.larder.UserException;
import dev.larder.serving.OnlineFeatures;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Connections to the online store, each for one request at a time; the last used are used first.
 */
final class Readers implements AutoCloseable {
  private final Supplier<OnlineFeatures> open;
  private final Duration patience;
  private final Semaphore permits;
  private final Deque<OnlineFeatures> idle = new ConcurrentLinkedDeque<>();
  private final Collection<OnlineFeatures> opened = new ConcurrentLinkedQueue<>();

  /**
   * @param open makes another one
   * @param most at the same time
   * @param patience how long a request may wait for one
   */
  Readers(Supplier<OnlineFeatures> open, int most, Duration patience) {
    this.open = open;
    this.patience = patience;
    this.permits = new Semaphore(most, true);
  }

  /** How many there are. */
  int opened() {
    return opened.size();
  }

  /** How often one of them found slots at other masters than before. */
  long topologyChanges() {
    return opened.stream().mapToLong(OnlineFeatures::topologyChanges).sum();
  }

  /**
   * Reads.
   *
   * @throws HttpException where the store does not answer, or too many others read
   */
  <T> T read(Function<OnlineFeatures, T> reading) {
    take();
    OnlineFeatures reader = idle.poll();
    try {
      if (reader == null) {
        reader = open.get();
        opened.add(reader);
      }
      return reading.apply(reader);
    } catch (UserException e) {
      throw new HttpException(HttpException.UNAVAILABLE, e.problems());
    } finally {
      if (reader != null) {
        idle.push(reader);
      }
      permits.release();
    }
  }

  private void take() {
    try {
      if (permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new HttpException(
        HttpException.UNAVAILABLE, "Too many requests read the online store; try again.");
  }

  /** Closes those that nobody uses. */
  @Override
  public void close() {
    for (OnlineFeatures reader = idle.poll(); reader != null; reader = idle.poll()) {
      reader.close();
    }
  }
}
