package dev.larder.training.config;

import dev.larder.feature.YamlMapping;
import dev.larder.training.config.ThresholdPolicy.BestF1;
import dev.larder.training.config.ThresholdPolicy.Cost;
import dev.larder.training.config.ThresholdPolicy.Fixed;
import dev.larder.training.config.ThresholdPolicy.MaxRejectionRate;
import dev.larder.training.config.YamlNumbers.Range;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads {@code threshold}: best_f1, a number, or a policy with its own. */
final class ThresholdYaml {
  private static final String KEY = "threshold";
  private static final String BEST_F1 = "best_f1";
  private static final String RATE = "max_rejection_rate";
  private static final String COST = "cost";
  private static final Range AMOUNT = Range.of(0, 1e12);

  private ThresholdYaml() {}

  static ThresholdPolicy read(YamlMapping root) {
    if (root.value(KEY).orElse(null) instanceof MappingNode) {
      return root.mapping(KEY).map(block -> policy(root, block)).orElseThrow();
    }
    Optional<String> text = root.text(KEY).filter(t -> !t.equals(BEST_F1));
    Optional<BigDecimal> number =
        text.flatMap(YamlNumbers::parse)
            .filter(n -> n.signum() >= 0 && n.compareTo(BigDecimal.ONE) <= 0);
    if (text.isPresent() && number.isEmpty()) {
      root.problem(
          KEY,
          "'threshold' must be best_f1, a number from 0 to 1, {max_rejection_rate: …} or {cost: …},"
              + " found '"
              + text.get()
              + "'.");
    }
    return number.<ThresholdPolicy>map(n -> new Fixed(n.doubleValue())).orElse(new BestF1());
  }

  private static ThresholdPolicy policy(YamlMapping root, YamlMapping block) {
    block.allow(List.of(RATE, COST));
    if (block.has(RATE) == block.has(COST)) {
      root.problem(KEY, "Expected one of max_rejection_rate and cost.");
      return new BestF1();
    }
    return block.has(RATE)
        ? YamlNumbers.one(block, RATE, Range.SHARE)
            .<ThresholdPolicy>map(share -> new MaxRejectionRate(share.doubleValue()))
            .orElse(new BestF1())
        : block.mapping(COST).map(ThresholdYaml::cost).orElse(new BestF1());
  }

  private static ThresholdPolicy cost(YamlMapping block) {
    block.allow(List.of("false_approval", "false_rejection"));
    return new Cost(amount(block, "false_approval"), amount(block, "false_rejection"));
  }

  private static double amount(YamlMapping block, String key) {
    if (!block.has(key)) {
      block.problem(key, "The block 'cost' needs the key '" + key + "'.");
    }
    return YamlNumbers.one(block, key, AMOUNT).map(BigDecimal::doubleValue).orElse(0.0);
  }
}
