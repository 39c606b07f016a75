package dev.larder.materialization;

import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.report.Mask;
import dev.larder.report.Verification;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Makes of findings what people may read: a sensitive join key is masked, and called the same in
 * all views.
 */
final class ReadableFindings {
  private final Definitions definitions;
  private final Map<String, Mask> masks = new HashMap<>();

  ReadableFindings(Definitions definitions) {
    this.definitions = definitions;
  }

  Verification.View view(
      FeatureView view,
      EntityKeyEncoder keys,
      RecordedIntervals intervals,
      ReadTally.Counts read,
      Findings findings) {
    return new Verification.View(
        view.name(),
        view.joinKeys(),
        intervals.merged().stream()
            .map(i -> new Verification.Interval(i.start(), i.end()))
            .toList(),
        read.rows(),
        read.withoutKey(),
        findings.counts(),
        findings.repaired(),
        findings.deleted(),
        findings.kept(),
        findings.examples().stream().map(e -> example(view, keys, e)).toList());
  }

  private Verification.Example example(
      FeatureView view, EntityKeyEncoder keys, Findings.Example example) {
    return new Verification.Example(
        example.verdict(),
        shown(view, keys.decode(example.key()).orElseThrow()),
        example.slot(),
        example.master(),
        time(example.storedMicros()),
        time(example.sourceMicros()),
        example.differing().stream().map(f -> view.features().get(f).name()).toList());
  }

  private static Instant time(Long micros) {
    return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private String shown(FeatureView view, Object[] key) {
    List<String> parts = new ArrayList<>();
    for (Field joinKey : view.entityColumns()) {
      Object value = key[parts.size()];
      parts.add(
          mask(joinKey.name())
              .apply(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value));
    }
    return String.join(", ", parts);
  }

  private Mask mask(String joinKey) {
    return masks.computeIfAbsent(
        joinKey,
        name ->
            new Mask(
                definitions.entities().values().stream()
                    .anyMatch(entity -> entity.joinKey().equals(name) && entity.isSensitive())));
  }
}
