package dev.larder.registry;

import dev.larder.storage.StoredFile;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A file in memory, with an exact writeIfUnchanged. */
final class MemoryFile implements StoredFile {
  private final AtomicReference<Content> content = new AtomicReference<>();
  private final AtomicInteger versions = new AtomicInteger();

  MemoryFile() {}

  MemoryFile(byte[] bytes) {
    write(bytes);
  }

  @Override
  public String location() {
    return "registry.db";
  }

  @Override
  public Optional<Content> read() {
    return Optional.ofNullable(content.get());
  }

  @Override
  public void requireWritable() {}

  @Override
  public void write(byte[] bytes) {
    content.set(next(bytes));
  }

  @Override
  public boolean writeIfUnchanged(byte[] bytes, String expectedVersion) {
    Content before = content.get();
    String version = before == null ? null : before.version();
    return Objects.equals(version, expectedVersion) && content.compareAndSet(before, next(bytes));
  }

  @Override
  public void delete() {
    content.set(null);
  }

  private Content next(byte[] bytes) {
    return new Content(bytes, Integer.toString(versions.incrementAndGet()));
  }
}
