package dev.larder.training.config;

import dev.larder.feature.YamlMapping;
import dev.larder.training.config.ModelConfig.Name;
import dev.larder.training.config.ModelConfig.Split;
import dev.larder.training.config.ModelConfig.SplitBy;
import dev.larder.training.config.YamlNumbers.Range;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads {@code split}: by what rows are told to the parts, and their shares. */
final class SplitYaml {
  private static final String KEY = "split";
  private static final String APPLICANT = "applicant";
  private static final List<String> PARTS = List.of("train", "validation", "test");
  private static final Split DEFAULT = new Split(SplitBy.TIME, 0.7, 0.15, 0.15, 42, List.of());

  private SplitYaml() {}

  static Split read(YamlMapping root, YamlNames names) {
    return root.mapping(KEY).map(block -> read(root, block, names)).orElse(DEFAULT);
  }

  private static Split read(YamlMapping root, YamlMapping block, YamlNames names) {
    block.allow(List.of("by", "train", "validation", "test", "seed", APPLICANT));
    SplitBy by = block.choice("by", DEFAULT.by());
    List<Name> applicant = names.list(block, APPLICANT);
    if (by != SplitBy.APPLICANT && !applicant.isEmpty()) {
      block.problem(APPLICANT, "'applicant' is for a split by applicant.");
    }
    List<BigDecimal> shares = shares(root, block);
    return new Split(
        by,
        shares.get(0).doubleValue(),
        shares.get(1).doubleValue(),
        shares.get(2).doubleValue(),
        block.wholeNumber("seed", DEFAULT.seed(), Long.MIN_VALUE, Long.MAX_VALUE),
        applicant);
  }

  private static List<BigDecimal> shares(YamlMapping root, YamlMapping block) {
    List<BigDecimal> defaults =
        List.of(new BigDecimal("0.7"), new BigDecimal("0.15"), new BigDecimal("0.15"));
    if (PARTS.stream().noneMatch(block::has)) {
      return defaults;
    }
    List<Optional<BigDecimal>> found =
        PARTS.stream().map(part -> YamlNumbers.one(block, part, Range.SHARE)).toList();
    for (String part : PARTS) {
      if (!block.has(part)) {
        block.problem(part, "The block 'split' needs the key '" + part + "' beside the others.");
      }
    }
    if (found.stream().anyMatch(Optional::isEmpty)) {
      return defaults;
    }
    // In decimals, so that 0.7 + 0.15 + 0.15 is 1.
    List<BigDecimal> shares = found.stream().map(Optional::get).toList();
    BigDecimal sum = shares.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.compareTo(BigDecimal.ONE) != 0) {
      root.problem(KEY, "train, validation and test must sum up to 1, not " + sum + ".");
    }
    return shares;
  }
}
