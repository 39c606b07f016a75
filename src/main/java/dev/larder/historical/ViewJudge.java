package dev.larder.historical;

import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.historical.CandidateRows.Candidate;
import dev.larder.historical.CandidateRows.Found;
import dev.larder.historical.TrainingSetSample.SampleRow;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.TimeRange;
import dev.larder.report.JoinExplanation;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Judges the candidates of one view after the other, and holds the training set to the outcome. */
final class ViewJudge {
  private final OfflineStore store;
  private final TrainingSetManifest manifest;

  ViewJudge(OfflineStore store, TrainingSetManifest manifest) {
    this.store = store;
    this.manifest = manifest;
  }

  /**
   * What the rules say of each row, in their order.
   *
   * @param p the projection's place in the request
   * @throws IllegalStateException where a row holds something else
   */
  List<JudgedView> judge(FeatureViewProjection projection, List<SampleRow> rows, int p) {
    FeatureView view = projection.view();
    boolean createdByThen =
        manifest.request().filterByCreatedTimestamp() && view.source().hasCreatedTimestamp();
    FeatureTable table = FeatureTable.read(store, view, projection.features(), read(view));
    List<Found> found = new CandidateRows(table, createdByThen).of(rows, p);
    CandidateVerdicts rules = new CandidateVerdicts(micros(view), createdByThen);
    List<JudgedView> judged = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      JudgedView one = judged(rules, rows.get(i), found.get(i));
      check(projection, rows.get(i), rows.get(i).features().get(p), one.features());
      judged.add(one);
    }
    return judged;
  }

  /** As the join reads, but with what came later too. */
  private TimeRange read(FeatureView view) {
    TimeRange times =
        new TimeRange(
            Instant.parse(manifest.times().start()), Instant.parse(manifest.times().end()));
    return new TimeRange(HistoricalFeatures.eventTimes(view, times).start(), null);
  }

  private static JudgedView judged(CandidateVerdicts rules, SampleRow row, Found found) {
    if (row.time() == null) {
      return new JudgedView(null, Outcome.MISSING, List.of(), 0, null);
    }
    List<Candidate> newestFirst = found.newestFirst();
    List<Verdict> verdicts = rules.of(row.time(), newestFirst);
    List<JoinExplanation.Candidate> oldestFirst = new ArrayList<>();
    Row features = null;
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      Candidate candidate = newestFirst.get(i);
      oldestFirst.add(
          new JoinExplanation.Candidate(
              instant(candidate.eventTime()),
              candidate.createdTime() == null ? null : instant(candidate.createdTime()),
              verdicts.get(i)));
      features = verdicts.get(i) == Verdict.CHOSEN ? candidate.features() : features;
    }
    return new JudgedView(
        rules.ttlMicros() == 0 ? null : instant(row.time() - rules.ttlMicros()),
        CandidateVerdicts.outcome(verdicts),
        oldestFirst,
        found.left(),
        features);
  }

  /** The message names no key: it may be sensitive. */
  private static void check(
      FeatureViewProjection projection, SampleRow row, Row held, Row features) {
    Row expected = features == null ? RowFactory.create(new Object[held.size()]) : features;
    if (!Arrays.equals(CanonicalBytes.of(held), CanonicalBytes.of(expected))) {
      throw new IllegalStateException(
          "The training set's row at "
              + (row.time() == null ? "no time" : instant(row.time()))
              + " does not hold what the rules find in feature view "
              + projection.nameToUse()
              + "; the join is wrong, or the source has changed meanwhile");
    }
  }

  private static long micros(FeatureView view) {
    return view.ttl().dividedBy(ChronoUnit.MICROS.getDuration());
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
