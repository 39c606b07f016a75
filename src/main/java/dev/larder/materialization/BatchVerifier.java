package dev.larder.materialization;

import dev.larder.online.HashBatch;
import dev.larder.online.HashComparison;
import dev.larder.online.HashComparison.Stored;
import dev.larder.online.HashWriter;
import dev.larder.online.OnlineStoreDeletion;
import dev.larder.online.OnlineStoreDeletion.Seen;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisNode;
import dev.larder.report.Verification.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The part of a {@link ViewVerifier} that runs in one task, on its connections. */
final class BatchVerifier {
  private final ViewVerifier settings;
  private final RedisClient client;
  private final HashWriter writer;
  private final HashComparison comparison;
  private final OnlineStoreDeletion deletion;
  private final HashBatch repairs;
  private final Findings findings = new Findings();
  private final Map<RedisNode, Long> compared = new HashMap<>();

  BatchVerifier(ViewVerifier settings, RedisClient client, HashWriter writer) {
    this.settings = settings;
    this.client = client;
    this.writer = writer;
    this.comparison = new HashComparison(client, settings.view().fields());
    this.deletion = new OnlineStoreDeletion(client);
    this.repairs = settings.view().encoder().newBatch();
  }

  /** Judges the rows of a batch, then repairs and deletes. */
  void verify(HashBatch batch) {
    List<Stored> found = comparison.of(batch);
    List<Seen> extra = new ArrayList<>();
    repairs.clear();
    for (int row = 0; row < batch.size(); row++) {
      Stored stored = found.get(row);
      RedisNode owner = client.owner(batch.slot(row));
      if (owner != null) {
        compared.merge(owner, 1L, Long::sum);
      }
      boolean hasSource = batch.eventMicros(row) != StoredKeys.NO_SOURCE;
      if (!hasSource && !stored.present()) {
        // Somebody removed it since its master's keys were listed.
        continue;
      }
      Verdict verdict = hasSource ? verdict(batch.eventMicros(row), stored) : Verdict.EXTRA;
      note(verdict, batch, row, stored);
      if (verdict.isWrong()) {
        repairs.addFrom(batch, row);
      } else if (verdict == Verdict.EXTRA) {
        extra.add(new Seen(batch.key(row), stored.eventMicros()));
      }
    }
    if (settings.repair()) {
      writer.write(repairs);
      findings.repaired(repairs.size());
    }
    if (settings.deleteExtra()) {
      delete(extra);
    }
  }

  private Verdict verdict(long sourceMicros, Stored stored) {
    if (!stored.present()) {
      return sourceMicros <= settings.expiredMicros() ? Verdict.EXPIRED : Verdict.MISSING;
    }
    if (stored.eventMicros() == null) {
      return Verdict.MISMATCH;
    }
    int age = Long.compare(stored.eventMicros(), sourceMicros);
    if (age != 0) {
      return age < 0 ? Verdict.STALE : Verdict.NEWER;
    }
    return stored.differing().isEmpty() ? Verdict.MATCH : Verdict.MISMATCH;
  }

  private void note(Verdict verdict, HashBatch batch, int row, Stored stored) {
    findings.count(verdict);
    if (findings.wants(verdict)) {
      findings.add(
          new Findings.Example(
              verdict,
              batch.key(row),
              batch.slot(row),
              String.valueOf(client.owner(batch.slot(row))),
              stored.eventMicros(),
              verdict == Verdict.EXTRA ? null : (Long) batch.eventMicros(row),
              verdict == Verdict.MISMATCH ? features(stored.differing()) : List.of()));
    }
  }

  /** The places of features, of those of fields: the first field is the event timestamp. */
  private static List<Integer> features(List<Integer> fields) {
    return fields.stream().filter(f -> f > 0).map(f -> f - 1).toList();
  }

  /**
   * What lies beyond the intervals stays: the source was not looked at there, and a stream, or a
   * materialization that has not ended yet, may have written it.
   */
  private void delete(List<Seen> extra) {
    List<Seen> known =
        extra.stream()
            .filter(s -> s.eventMicros() == null || s.eventMicros() <= settings.endMicros())
            .toList();
    long deleted = deletion.deleteView(known, settings.view().fields());
    findings.deleted(deleted, extra.size() - deleted);
  }

  /** The rows of all batches so far, but for those of slots that nobody serves just now. */
  RowCounts compared() {
    return new RowCounts(compared);
  }

  Findings findings() {
    return findings;
  }
}
