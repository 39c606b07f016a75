package dev.larder.storage;

import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** An object of S3, whose version is its ETag. */
final class S3File implements StoredFile {
  private final S3Location location;
  private final S3Store store;
  private final S3PutArguments arguments;

  S3File(S3Location location, S3Store store, S3PutArguments arguments) {
    this.location = location;
    this.store = store;
    this.arguments = arguments;
  }

  static S3File at(String location, S3PutArguments arguments) {
    S3Location parsed = S3Location.parse(location);
    return new S3File(parsed, S3Store.of(S3Settings.of(parsed.bucket())), arguments);
  }

  @Override
  public String location() {
    return location.text();
  }

  @Override
  public Optional<Content> read() {
    return translating("read", () -> store.get(location));
  }

  @Override
  public void write(byte[] bytes) {
    translating("written", () -> store.put(location, arguments, bytes));
  }

  @Override
  public void requireWritable() {
    translating("written", () -> store.requireWritable(location, arguments));
  }

  @Override
  public boolean writeIfUnchanged(byte[] bytes, String expectedVersion) {
    return translating(
        "written", () -> store.putIfUnchanged(location, arguments, bytes, expectedVersion));
  }

  @Override
  public void delete() {
    translating("deleted", () -> store.delete(location));
  }

  private void translating(String verb, Runnable action) {
    translating(
        verb,
        () -> {
          action.run();
          return null;
        });
  }

  private <T> T translating(String verb, Supplier<T> action) {
    try {
      return action.get();
    } catch (SdkException e) {
      throw S3Errors.translated(location, verb, store.settings(), e);
    }
  }
}
