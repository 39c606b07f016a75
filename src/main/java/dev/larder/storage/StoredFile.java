package dev.larder.storage;

import java.util.Optional;

/**
 * One small file that is read and written as a whole.
 *
 * <p>All methods throw {@link dev.larder.UserException} where the storage refuses: no permission, a
 * directory in the file's place, a full disk, a server that does not answer.
 */
public interface StoredFile {
  /**
   * A file's bytes with what tells this version of it from others.
   *
   * @param version opaque; equal for equal versions
   */
  record Content(byte[] bytes, String version) {}

  /**
   * The file at a path, a {@code file:} URI, {@code s3://bucket/key} or {@code s3a://bucket/key};
   * it need not exist.
   *
   * @throws dev.larder.UserException where the location is of another kind
   */
  static StoredFile of(String location) {
    return of(location, S3PutArguments.NONE);
  }

  private static StoredFile of(String location, S3PutArguments arguments) {
    return S3Location.matches(location) ? S3File.at(location, arguments) : LocalFile.at(location);
  }

  /**
   * The same, where a relative path starts in a directory.
   *
   * @param directory a path or a URI, with or without a slash at its end
   */
  static StoredFile in(String directory, String path) {
    return in(directory, path, S3PutArguments.NONE);
  }

  /**
   * The same.
   *
   * @param arguments what S3 is told where it is put there
   */
  static StoredFile in(String directory, String path, S3PutArguments arguments) {
    return of(Locations.resolve(directory, path), arguments);
  }

  /** The path or URI, for messages. */
  String location();

  /** The content; empty where there is no such file. */
  Optional<Content> read();

  /**
   * Replaces the file as a whole: a reader sees the old or the new content, never a part. Makes
   * missing directories.
   */
  void write(byte[] bytes);

  /**
   * Finds out early whether {@link #write} can do its work. Makes missing directories; a file there
   * stays as it is.
   */
  void requireWritable();

  /**
   * Replaces the file only if it is still what was read.
   *
   * @param expectedVersion {@link Content#version()} of the read; null where there was no file
   * @return whether it was written
   */
  boolean writeIfUnchanged(byte[] bytes, String expectedVersion);

  /** Removes the file, where there is one. */
  void delete();
}
