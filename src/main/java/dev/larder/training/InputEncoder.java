package dev.larder.training;

import dev.larder.UserException;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.model.Encoding;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfig.ColumnEncoding;
import dev.larder.training.config.ModelConfig.EncodingKind;
import dev.larder.training.config.ModelConfig.SegmentColumn;
import dev.larder.training.config.ModelConfigYaml;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses how inputs become numbers, and fits that on what is known of the train part. */
final class InputEncoder {
  private final ModelConfig config;
  private final boolean trees;
  private final Map<String, InputProfile> profiles;
  private final Map<String, TextCounts> texts;
  private final Set<String> neverReasons = new HashSet<>();

  /**
   * An encoder.
   *
   * @param profiles of all inputs, by their names
   * @param texts of those that are texts
   */
  InputEncoder(
      ModelConfig config, Map<String, InputProfile> profiles, Map<String, TextCounts> texts) {
    this.config = config;
    this.trees = config.candidates().get(0).isTree();
    this.profiles = profiles;
    this.texts = texts;
    config.protectedColumns().stream()
        .map(SegmentColumn::column)
        .forEach(column -> neverReasons.add(column.name()));
    config.proxy().forEach(column -> neverReasons.add(column.name()));
  }

  /**
   * An input with its encoding.
   *
   * @param fold the fold whose labels must not be used; -1 for none
   * @throws UserException where there are too many texts for the encoding that is wanted
   */
  Input input(Column column, InputType type, int fold) {
    Encoding encoding =
        type == InputType.STRING
            ? text(column.name(), texts.get(column.name()), fold)
            : number(profiles.get(column.name()));
    return new Input(column.name(), column.reference(), type, encoding, reason(column.name()));
  }

  /** Null for what is never a reason; the name in words where nobody said better ones. */
  private String reason(String input) {
    if (neverReasons.contains(input)) {
      return null;
    }
    return config.reasons().entrySet().stream()
        .filter(reason -> reason.getKey().name().equals(input))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(input.replace('_', ' '));
  }

  private Encoding number(InputProfile profile) {
    return trees
        ? new Encoding.Numeric(Encoding.Numeric.BELOW_ALL)
        : new Encoding.NumericWithIndicator(profile.median());
  }

  private Encoding text(String input, TextCounts counts, int fold) {
    Optional<ColumnEncoding> wanted =
        config.encodings().stream().filter(e -> e.column().name().equals(input)).findFirst();
    wanted.ifPresent(encoding -> check(encoding, counts));
    List<String> all = List.copyOf(counts.texts().keySet());
    return switch (wanted.map(ColumnEncoding::kind).orElseGet(() -> kind(counts))) {
      case ORDINAL ->
          new Encoding.Ordinal(
              wanted.map(ColumnEncoding::order).filter(order -> !order.isEmpty()).orElse(all));
      case ONE_HOT -> new Encoding.OneHot(all);
      case FREQUENCY -> TextEncodings.frequency(counts);
      case TARGET -> TextEncodings.target(counts, fold);
    };
  }

  private EncodingKind kind(TextCounts counts) {
    if (!counts.complete() || counts.texts().size() > config.maxCategories()) {
      return EncodingKind.TARGET;
    }
    return trees ? EncodingKind.ORDINAL : EncodingKind.ONE_HOT;
  }

  private static void check(ColumnEncoding wanted, TextCounts counts) {
    String column = wanted.column().name();
    boolean each = wanted.kind() == EncodingKind.ORDINAL || wanted.kind() == EncodingKind.ONE_HOT;
    if (each && (!counts.complete() || counts.texts().size() > ModelConfigYaml.MOST_CATEGORIES)) {
      throw new UserException(
          wanted.column().where(),
          "'"
              + column
              + "' has more than "
              + ModelConfigYaml.MOST_CATEGORIES
              + " texts; expected frequency or target.");
    }
    counts.texts().keySet().stream()
        .filter(text -> !wanted.order().isEmpty() && !wanted.order().contains(text))
        .findFirst()
        .ifPresent(
            text -> {
              throw new UserException(
                  wanted.column().where(),
                  "'"
                      + column
                      + "' is also '"
                      + text
                      + "' in the train part, which is not in the order.");
            });
  }
}
