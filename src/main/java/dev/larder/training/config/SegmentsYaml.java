package dev.larder.training.config;

import dev.larder.feature.YamlMapping;
import dev.larder.training.config.ModelConfig.Name;
import dev.larder.training.config.ModelConfig.SegmentColumn;
import dev.larder.training.config.YamlNumbers.Range;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads {@code protected} and {@code segments}: a list of columns, those of numbers with the cuts
 * where a new group begins: {@code {column: person_age, cuts: [25, 40, 62]}}.
 */
final class SegmentsYaml {
  private static final String COLUMN = "column";
  private static final String CUTS = "cuts";
  private static final Range ANY = Range.of(-1e300, 1e300);

  private final YamlNames names;

  SegmentsYaml(YamlNames names) {
    this.names = names;
  }

  List<SegmentColumn> read(YamlMapping root, String key) {
    List<SegmentColumn> columns = new ArrayList<>();
    for (Node item : root.items(key)) {
      read(root, key, item).ifPresent(columns::add);
    }
    return columns;
  }

  private Optional<SegmentColumn> read(YamlMapping root, String key, Node item) {
    if (item instanceof MappingNode) {
      return root.mapping(key, item, "an item of " + key)
          .map(block -> withCuts(block.allow(List.of(COLUMN, CUTS))));
    }
    return root.text("an item of " + key, item)
        .map(
            text ->
                new SegmentColumn(new Name(text.value(), names.document().place(item)), List.of()));
  }

  private SegmentColumn withCuts(YamlMapping block) {
    List<BigDecimal> cuts =
        block.items(CUTS).stream()
            .map(item -> YamlNumbers.number(block, CUTS, item, ANY).orElse(null))
            .filter(Objects::nonNull)
            .toList();
    for (int i = 1; i < cuts.size(); i++) {
      if (cuts.get(i - 1).compareTo(cuts.get(i)) >= 0) {
        block.problem(CUTS, "'cuts' must ascend; " + cuts.get(i) + " does not.");
      }
    }
    return new SegmentColumn(
        names.required(block, COLUMN), cuts.stream().map(BigDecimal::doubleValue).toList());
  }
}
