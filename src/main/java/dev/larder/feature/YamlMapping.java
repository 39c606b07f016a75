package dev.larder.feature;

import dev.larder.DidYouMean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Keys with values, read one by one. What is wrong is recorded in the document and the reading goes
 * on with what would hold for an absent key, so that one run finds all mistakes. A key without a
 * value counts as absent.
 */
public final class YamlMapping {
  private static final Set<String> YES = Set.of("true", "yes", "on");
  private static final Set<String> NO = Set.of("false", "no", "off");

  private final YamlDocument document;
  private final MappingNode node;
  private final String what;
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Map<String, Node> values = new LinkedHashMap<>();

  /** A text of a list or a mapping, with its place. */
  public record Text(String value, Node node) {}

  /**
   * @param what what the mapping describes, with its article, for messages
   */
  YamlMapping(YamlDocument document, MappingNode node, String what) {
    this.document = document;
    this.node = node;
    this.what = what;
    node.getValue().forEach(this::add);
  }

  private void add(NodeTuple entry) {
    Node keyNode = entry.getKeyNode();
    if (!(keyNode instanceof ScalarNode scalar)) {
      document.problem(
          keyNode, "Expected a name as the key, found " + YamlDocument.kind(keyNode) + ".");
      return;
    }
    String key = scalar.getValue();
    Node first = keys.putIfAbsent(key, keyNode);
    if (first != null) {
      document.problem(
          keyNode,
          "Key '"
              + key
              + "' stands twice in "
              + what
              + "; first in line "
              + document.line(first)
              + ".");
    } else if (!entry.getValueNode().getTag().equals(Tag.NULL)) {
      values.put(key, entry.getValueNode());
    }
  }

  /** Records every other key as a problem. */
  public YamlMapping allow(Collection<String> known) {
    keys.forEach(
        (key, keyNode) -> {
          if (!known.contains(key)) {
            document.problem(
                keyNode,
                "Unknown key '" + key + "' in " + what + "." + DidYouMean.hint(key, known));
          }
        });
    return this;
  }

  /** Whether a key has a value. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value of a key; empty where it is absent. */
  public Optional<Node> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The keys that have values, in the order of the file. */
  public Set<String> names() {
    return values.keySet();
  }

  /** The mapping itself, for its place. */
  public Node node() {
    return node;
  }

  /** The text of a key; empty where it is absent. */
  public Optional<String> text(String key) {
    return value(key).flatMap(value -> text(key, value)).map(Text::value);
  }

  /** The text of a key, "" where it is absent. */
  String textOrEmpty(String key) {
    return text(key).orElse("");
  }

  /** The text of a key that must be there and not be empty; "" where that is not so. */
  public String requiredText(String key) {
    if (!has(key)) {
      String subject = what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
      document.problem(node, subject + " needs the key '" + key + "'.");
      return "";
    }
    String text = textOrEmpty(key);
    if (text.isBlank() && values.get(key) instanceof ScalarNode) {
      problem(key, "'" + key + "' must not be empty.");
    }
    return text;
  }

  /** Whether a key says true; also yes and on, as YAML 1.1 has it. */
  boolean flag(String key, boolean absent) {
    Optional<String> text = text(key).map(t -> t.toLowerCase(Locale.ROOT));
    if (text.isPresent() && !YES.contains(text.get()) && !NO.contains(text.get())) {
      problem(key, "'" + key + "' must be true or false, found '" + textOrEmpty(key) + "'.");
      return absent;
    }
    return text.map(YES::contains).orElse(absent);
  }

  /** The whole number of a key, between two bounds. */
  public long wholeNumber(String key, long absent, long least, long most) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      long number = Long.parseLong(text.get().strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message as a number out of bounds.
    }
    String bounds = most == Long.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
    problem(
        key, "'" + key + "' must be a whole number " + bounds + ", found '" + text.get() + "'.");
    return absent;
  }

  /**
   * The constant that a key names in lower case.
   *
   * @param absent what holds where the key is absent; its class has the choices
   */
  public <E extends Enum<E>> E choice(String key, E absent) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return absent;
    }
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : absent.getDeclaringClass().getEnumConstants()) {
      choices.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    if (!choices.containsKey(text.get())) {
      problem(
          key,
          "'"
              + key
              + "' cannot be '"
              + text.get()
              + "'."
              + DidYouMean.hint(text.get(), choices.keySet()));
    }
    return choices.getOrDefault(text.get(), absent);
  }

  /** The names and texts of a mapping such as {@code tags}; empty where it is absent. */
  Map<String, String> texts(String key) {
    return mapping(key).map(YamlMapping::texts).orElse(Map.of());
  }

  /** All keys with their texts. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> text(key, value).ifPresent(text -> texts.put(key, text.value())));
    return texts;
  }

  /** The mapping of a key. */
  public Optional<YamlMapping> mapping(String key) {
    return value(key).flatMap(value -> mapping(key, value, "the block '" + key + "'"));
  }

  /** The items of a list; empty where it is absent. */
  public List<Node> items(String key) {
    Node value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    wrongKind(key, value, "a list");
    return List.of();
  }

  /** The mappings of a list; empty where it is absent. */
  List<YamlMapping> mappings(String key, String description) {
    List<YamlMapping> mappings = new ArrayList<>();
    for (Node item : items(key)) {
      mapping("an item of " + key, item, description).ifPresent(mappings::add);
    }
    return mappings;
  }

  /** The texts of a list; empty where it is absent. */
  public List<Text> list(String key) {
    List<Text> texts = new ArrayList<>();
    for (Node item : items(key)) {
      text("an item of " + key, item).ifPresent(texts::add);
    }
    return texts;
  }

  /** Records what is wrong with a node. */
  public void problem(Node wrong, String message) {
    document.problem(wrong, message);
  }

  /** Records what is wrong with the value of a key, or with the mapping where that is absent. */
  public void problem(String key, String message) {
    document.problem(values.getOrDefault(key, node), message);
  }

  /** The mapping that a node is; another kind is recorded. */
  public Optional<YamlMapping> mapping(String key, Node value, String description) {
    if (value instanceof MappingNode mapping) {
      return Optional.of(new YamlMapping(document, mapping, description));
    }
    wrongKind(key, value, "keys with values");
    return Optional.empty();
  }

  /** The text that a node is; another kind is recorded. */
  public Optional<Text> text(String key, Node value) {
    if (value instanceof ScalarNode scalar && !value.getTag().equals(Tag.NULL)) {
      return Optional.of(new Text(scalar.getValue(), value));
    }
    wrongKind(key, value, "a single value");
    return Optional.empty();
  }

  private void wrongKind(String key, Node value, String expected) {
    String subject = key.startsWith("an item of ") ? key : "'" + key + "'";
    String found = value.getTag().equals(Tag.NULL) ? "nothing" : YamlDocument.kind(value);
    document.problem(
        value,
        subject.substring(0, 1).toUpperCase(Locale.ROOT)
            + subject.substring(1)
            + " must be "
            + expected
            + ", found "
            + found
            + ".");
  }
}
