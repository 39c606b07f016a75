package dev.larder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A process that is stopped for a while, as on a machine that hangs. */
public final class FrozenProcess {
  private FrozenProcess() {}

  /** What happens to others while a process is frozen. */
  @FunctionalInterface
  public interface Meanwhile {
    void run() throws InterruptedException;
  }

  /** Freezes a process while something happens. */
  public static void freeze(long pid, Meanwhile meanwhile) {
    signal("STOP", pid);
    try {
      meanwhile.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      signal("CONT", pid);
    }
  }

  private static void signal(String name, long pid) {
    try {
      int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
      // Somebody may have killed it while it was frozen.
      if (exit != 0 && ProcessHandle.of(pid).isPresent()) {
        throw new AssertionError("kill -" + name + " " + pid + " gives " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
