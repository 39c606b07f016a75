package dev.larder.training.config;

import dev.larder.feature.YamlMapping;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the numbers of a model file: one, or a list of them to choose from. */
final class YamlNumbers {
  private YamlNumbers() {}

  /**
   * The numbers that a key takes.
   *
   * @param open whether the least and the greatest themselves are left out
   */
  record Range(BigDecimal least, BigDecimal most, boolean whole, boolean open) {
    /** Above 0 and below 1. */
    static final Range SHARE = new Range(BigDecimal.ZERO, BigDecimal.ONE, false, true);

    static Range whole(long least, long most) {
      return new Range(BigDecimal.valueOf(least), BigDecimal.valueOf(most), true, false);
    }

    static Range of(double least, double most) {
      return new Range(BigDecimal.valueOf(least), BigDecimal.valueOf(most), false, false);
    }

    private boolean contains(BigDecimal number) {
      int above = number.compareTo(least);
      int below = most.compareTo(number);
      return (open ? above > 0 && below > 0 : above >= 0 && below >= 0)
          && (!whole || number.stripTrailingZeros().scale() <= 0);
    }

    @Override
    public String toString() {
      String kind = whole ? "a whole number " : "a number ";
      String from = least.stripTrailingZeros().toPlainString();
      String to = most.stripTrailingZeros().toPlainString();
      return kind + (open ? "between " + from + " and " + to : "from " + from + " to " + to);
    }
  }

  /** The number of a key; empty where it is absent or wrong. */
  static Optional<BigDecimal> one(YamlMapping mapping, String key, Range range) {
    return mapping.value(key).flatMap(node -> number(mapping, key, node, range));
  }

  /** The numbers of a key, which has one or a list of them. */
  static List<BigDecimal> choices(YamlMapping mapping, String key, Range range, String absent) {
    Node node = mapping.value(key).orElse(null);
    if (node == null) {
      return List.of(new BigDecimal(absent));
    }
    if (node instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
      mapping.problem(node, "'" + key + "' must not be empty.");
    }
    List<BigDecimal> numbers =
        (node instanceof SequenceNode ? mapping.items(key) : List.of(node))
            .stream()
                .map(item -> number(mapping, key, item, range).orElse(null))
                .filter(Objects::nonNull)
                .toList();
    return numbers.isEmpty() ? List.of(new BigDecimal(absent)) : numbers;
  }

  static Optional<BigDecimal> number(YamlMapping mapping, String key, Node node, Range range) {
    Optional<String> text = mapping.text(key, node).map(YamlMapping.Text::value);
    Optional<BigDecimal> number = text.flatMap(YamlNumbers::parse).filter(range::contains);
    if (text.isPresent() && number.isEmpty()) {
      mapping.problem(node, "'" + key + "' must be " + range + ", found '" + text.get() + "'.");
    }
    return number;
  }

  static Optional<BigDecimal> parse(String text) {
    try {
      return Optional.of(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
