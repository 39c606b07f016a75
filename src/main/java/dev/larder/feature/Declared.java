package dev.larder.feature;

import dev.larder.DidYouMean;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The named objects of one section of the definitions. One that has mistakes is known by its name
 * alone, so that references to it are not mistakes too.
 *
 * @param <T> what is declared
 */
final class Declared<T> {
  private final YamlDocument document;
  private final String kind;
  private final Map<String, T> sound = new LinkedHashMap<>();
  private final Map<String, Node> places = new LinkedHashMap<>();
  private final Map<String, Node> foldedPlaces = new HashMap<>();

  private Declared(YamlDocument document, String kind) {
    this.document = document;
    this.kind = kind;
  }

  /**
   * Reads a section.
   *
   * @param kind what one item is, for messages
   * @param caseSensitive whether names that differ in case alone are different, as Feast sees it
   */
  static <T> Declared<T> read(
      YamlDocument document,
      YamlMapping root,
      String section,
      String kind,
      boolean caseSensitive,
      Function<YamlMapping, T> reader,
      Function<T, String> name) {
    Declared<T> declared = new Declared<>(document, kind);
    String article = kind.startsWith("e") ? "an " : "a ";
    int before = document.problemCount();
    for (YamlMapping item : root.mappings(section, article + kind)) {
      T object = reader.apply(item);
      declared.add(
          name.apply(object),
          item.value("name").orElse(item.node()),
          document.problemCount() == before ? object : null,
          caseSensitive);
      before = document.problemCount();
    }
    return declared;
  }

  private void add(String name, Node place, T object, boolean caseSensitive) {
    if (name.isEmpty()) {
      return;
    }
    String folded = caseSensitive ? name : name.toLowerCase(Locale.ROOT);
    Node first = foldedPlaces.putIfAbsent(folded, place);
    if (first != null) {
      document.problem(
          place,
          "The name of "
              + kind
              + " '"
              + name
              + "' is taken"
              + (places.containsKey(name) ? "" : " by one that differs in case alone")
              + "; see line "
              + document.line(first)
              + ".");
    }
    places.putIfAbsent(name, place);
    if (object != null) {
      sound.putIfAbsent(name, object);
    }
  }

  /** The object that a reference names; empty where it is unknown, which is recorded, or broken. */
  Optional<T> find(String name, Node reference) {
    if (!places.containsKey(name)) {
      document.problem(
          reference,
          "There is no " + kind + " '" + name + "'." + DidYouMean.hint(name, places.keySet()));
    }
    return Optional.ofNullable(sound.get(name));
  }

  /** All objects without mistakes, in the order of the file. */
  Collection<T> values() {
    return sound.values();
  }
}
