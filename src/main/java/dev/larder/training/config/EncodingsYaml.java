package dev.larder.training.config;

import dev.larder.feature.YamlMapping;
import dev.larder.feature.YamlMapping.Text;
import dev.larder.training.config.ModelConfig.ColumnEncoding;
import dev.larder.training.config.ModelConfig.EncodingKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads {@code encodings}: columns with ordinal, one_hot, frequency, target, or an order. */
final class EncodingsYaml {
  private static final String KEY = "encodings";
  private static final String ORDINAL = "ordinal";

  private final YamlNames names;

  EncodingsYaml(YamlNames names) {
    this.names = names;
  }

  List<ColumnEncoding> read(YamlMapping root) {
    return root.mapping(KEY).stream()
        .flatMap(block -> block.names().stream().map(column -> encoding(block, column)))
        .toList();
  }

  private ColumnEncoding encoding(YamlMapping block, String column) {
    if (block.value(column).orElseThrow() instanceof MappingNode) {
      return block
          .mapping(column)
          .map(order -> ordered(block, column, order.allow(List.of(ORDINAL))))
          .orElseThrow();
    }
    return new ColumnEncoding(
        names.key(block, column), block.choice(column, EncodingKind.ORDINAL), List.of());
  }

  private ColumnEncoding ordered(YamlMapping block, String column, YamlMapping order) {
    List<Text> texts = order.list(ORDINAL);
    Set<String> known = new HashSet<>();
    for (Text text : texts) {
      if (!known.add(text.value())) {
        block.problem(text.node(), "'" + text.value() + "' stands twice in the order.");
      }
    }
    if (texts.isEmpty()) {
      order.problem(ORDINAL, "Expected {ordinal: [A, B, C]}, all texts in their order.");
    }
    return new ColumnEncoding(
        names.key(block, column), EncodingKind.ORDINAL, texts.stream().map(Text::value).toList());
  }
}
