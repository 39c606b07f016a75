package dev.larder.feature;

import dev.larder.UserException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The texts that settings have, and what they mean. A key of an enum is a setting's name in capital
 * letters.
 *
 * @param flags of the command line; the first to be asked
 * @param block {@code larder:} of {@code feature_store.yaml}
 * @param sparkConf Spark's configuration; the last
 */
record SettingValues(
    Map<String, String> flags, Map<String, String> block, Map<String, String> sparkConf) {
  SettingValues {
    flags = Map.copyOf(flags);
    block = Map.copyOf(block);
    sparkConf = Map.copyOf(sparkConf);
  }

  /** The setting's name. */
  static String name(Enum<?> key) {
    return key.name().toLowerCase(Locale.ROOT);
  }

  /** What is said of a setting; empty where nothing is. */
  Optional<String> text(Enum<?> key) {
    String name = name(key);
    return Optional.ofNullable(flags.get(name))
        .or(() -> Optional.ofNullable(block.get(name)))
        .or(() -> Optional.ofNullable(sparkConf.get("spark.larder." + name)));
  }

  <E extends Enum<E>> E choice(Enum<?> key, Class<E> type, E absent) {
    return text(key).map(text -> parseChoice(key, type, text)).orElse(absent);
  }

  Optional<Secret> secret(Enum<?> key) {
    return text(key).map(text -> Secret.parse(where(key), text));
  }

  boolean flag(Enum<?> key, boolean absent) {
    return text(key).map(text -> parseFlag(key, text)).orElse(absent);
  }

  Duration duration(Enum<?> key, Duration absent) {
    return text(key).map(text -> Durations.parse(where(key), text)).orElse(absent);
  }

  int whole(Enum<?> key, int least, int absent) {
    return text(key).map(text -> parseWhole(key, text, least)).orElse(absent);
  }

  private static <E extends Enum<E>> E parseChoice(Enum<?> key, Class<E> type, String text) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(SettingValues::name).toList();
    if (!names.contains(text)) {
      throw wrong(key, String.join(" or ", names), text);
    }
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
  }

  private static boolean parseFlag(Enum<?> key, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(key, "true or false", text);
    };
  }

  private static int parseWhole(Enum<?> key, String text, int least) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message as a number that is too small.
    }
    throw wrong(key, "a whole number from " + least, text);
  }

  private static UserException wrong(Enum<?> key, String expected, String found) {
    return new UserException(where(key), "Expected " + expected + ", found '" + found + "'.");
  }

  private static String where(Enum<?> key) {
    return "larder." + name(key);
  }

  /** Without the texts, which may hold passwords. */
  @Override
  public String toString() {
    return "SettingValues";
  }
}
