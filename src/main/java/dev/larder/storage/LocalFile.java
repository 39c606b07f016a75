package dev.larder.storage;

import dev.larder.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A file of the local disk. It is replaced by renaming a finished file over it, and its version is
 * the SHA-256 of its bytes.
 */
final class LocalFile implements StoredFile {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  private final String location;
  private final Path path;

  private LocalFile(String location, Path path) {
    this.location = location;
    this.path = path;
  }

  static LocalFile at(String location) {
    boolean uri = location.startsWith("file:");
    if (location.isBlank() || (!uri && SCHEME.matcher(location).matches())) {
      throw notLocal(location, null);
    }
    try {
      Path path = uri ? Path.of(URI.create(location)) : Path.of(location);
      return new LocalFile(location, path.toAbsolutePath().normalize());
    } catch (IllegalArgumentException e) {
      throw notLocal(location, e);
    }
  }

  private static UserException notLocal(String location, Exception cause) {
    return new UserException(
        location,
        "Expected a path on the local disk, or a URI such as file:///dir/name or"
            + " s3://bucket/dir/name.",
        cause);
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public Optional<Content> read() {
    try {
      return readContent();
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  @Override
  public void write(byte[] bytes) {
    try {
      if (isDevice()) {
        Files.write(path, bytes);
        return;
      }
      requireDirectory();
      LocalLock.holding(path, () -> replace(bytes));
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  @Override
  public void requireWritable() {
    try {
      if (!isDevice()) {
        requireDirectory();
        LocalLock.holding(path, () -> true);
      }
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  @Override
  public boolean writeIfUnchanged(byte[] bytes, String expectedVersion) {
    try {
      requireDirectory();
      return LocalLock.holding(
          path, () -> Objects.equals(version(), expectedVersion) && replace(bytes));
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  @Override
  public void delete() {
    try {
      if (Files.exists(path)) {
        LocalLock.holding(path, () -> Files.deleteIfExists(path));
      }
    } catch (IOException e) {
      throw failure("deleted", e);
    }
  }

  /** A device such as /dev/stdout cannot be replaced, only written to. */
  private boolean isDevice() {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  private void requireDirectory() throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(location);
    }
    try {
      Files.createDirectories(path.getParent());
    } catch (FileAlreadyExistsException e) {
      throw new FileSystemException(
          location, null, "'" + e.getFile() + "' is a file, expected a directory");
    } catch (NoSuchFileException e) {
      throw new FileSystemException(
          location, null, "the directory '" + path.getParent() + "' cannot be made");
    }
  }

  private String version() throws IOException {
    return readContent().map(Content::version).orElse(null);
  }

  private Optional<Content> readContent() throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(path);
      return Optional.of(new Content(bytes, sha256(bytes)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Always true: the file was written, or an exception says why not. */
  private boolean replace(byte[] bytes) throws IOException {
    // Through a symbolic link, the file that it names is replaced, not the link.
    Path target = Files.exists(path) ? path.toRealPath() : path;
    Path finished = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      writeDurably(finished, bytes);
      copyPermissions(target, finished);
      Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      Files.deleteIfExists(finished);
    }
  }

  private static void writeDurably(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view != null && Files.exists(from)) {
      view.setPermissions(Files.getPosixFilePermissions(from));
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private UserException failure(String verb, IOException e) {
    String reason =
        Files.isDirectory(path)
            ? "it is a directory, expected a file"
            : e instanceof AccessDeniedException
                ? "no permission"
                : e instanceof FileSystemException f && f.getReason() != null
                    ? f.getReason()
                    : String.valueOf(e.getMessage());
    return new UserException(location, "The file cannot be " + verb + ": " + reason + ".", e);
  }
}
