package dev.larder.training.config;

import dev.larder.feature.YamlDocument;
import dev.larder.feature.YamlMapping;
import dev.larder.training.config.ModelConfig.Name;
import java.util.List;
import java.util.Optional;

/** Reads names of columns, each with its place in the file. */
record YamlNames(YamlDocument document) {
  /** The name that a key has; empty where it is absent. */
  Optional<Name> one(YamlMapping mapping, String key) {
    return mapping.text(key).map(text -> new Name(text, place(mapping, key)));
  }

  /** The name that a key must have. */
  Name required(YamlMapping mapping, String key) {
    return new Name(mapping.requiredText(key), place(mapping, key));
  }

  /** The names of a list; empty where it is absent. */
  List<Name> list(YamlMapping mapping, String key) {
    return mapping.list(key).stream()
        .map(text -> new Name(text.value(), document.place(text.node())))
        .toList();
  }

  /** The name that is a key of a mapping itself. */
  Name key(YamlMapping mapping, String key) {
    return new Name(key, document.place(mapping.value(key).orElse(mapping.node())));
  }

  private String place(YamlMapping mapping, String key) {
    return document.place(mapping.value(key).orElse(mapping.node()));
  }
}
