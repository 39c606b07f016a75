package dev.larder.historical;

import dev.larder.asof.PlannedExchange;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Times;
import java.util.List;

/**
 * What the making of a training set would read and find. Keys of sensitive entities are masked.
 *
 * @param featureViews in the order of the request
 * @param exchanges what the join would move
 * @param columns of the training set, in order
 */
public record DryRun(
    EntityRows entityRows,
    List<View> featureViews,
    List<PlannedExchange> exchanges,
    List<Column> columns) {
  public DryRun {
    featureViews = List.copyOf(featureViews);
    exchanges = List.copyOf(exchanges);
    columns = List.copyOf(columns);
  }

  /**
   * Where rows come from.
   *
   * @param name the data source's name; {@code entity_df} for the entity rows
   * @param files those that would be opened; 0 where the rows come from none that Spark knows
   */
  public record Input(String name, long files, long bytes) {}

  /**
   * Some of a number of rows.
   *
   * @param share from 0 to 1; 0 of no rows
   */
  public record Part(long rows, double share) {
    static Part of(long rows, long total) {
      return new Part(rows, total == 0 ? 0 : (double) rows / total);
    }
  }

  /**
   * A frequent key.
   *
   * @param key perhaps masked
   * @param share of the rows with a key, from 0 to 1
   */
  public record HeavyHitter(String key, long rows, double share) {}

  /**
   * The entity rows.
   *
   * @param withoutTime rows whose time is null, which match nothing
   * @param duplicates rows whose join keys and time all were in a row before
   * @param joinKeys each set of columns that a view is joined by, once
   */
  public record EntityRows(
      Input input,
      long rows,
      Times times,
      long withoutTime,
      long duplicates,
      List<JoinKeys> joinKeys) {
    public EntityRows {
      joinKeys = List.copyOf(joinKeys);
    }
  }

  /**
   * Columns of the entity rows that views are joined by.
   *
   * @param withoutKey rows of which one of the columns is null
   * @param duplicates rows whose key and time were in a row before
   * @param heavyHitters the most frequent keys
   */
  public record JoinKeys(
      List<String> columns, long withoutKey, long duplicates, List<HeavyHitter> heavyHitters) {
    public JoinKeys {
      columns = List.copyOf(columns);
      heavyHitters = List.copyOf(heavyHitters);
    }
  }

  /**
   * One feature view of the request.
   *
   * @param name it is used under: its own, or its alias
   * @param withKey the entity rows whose key is among the rows to be read, at whatever time
   * @param withRow of these, those with a row that is not newer than they are
   * @param matched of these, those whose newest such row is not older than the ttl
   */
  public record View(
      String name,
      String featureView,
      SourceRows source,
      Part withKey,
      Part withRow,
      Part matched) {}

  /**
   * The rows of a data source. All but {@code withoutTime} and {@code future} are about those that
   * would be read.
   *
   * @param rows those with a time that is not after the newest entity row, nor in a date partition
   *     too old for the ttl
   * @param times theirs; null where there are none
   * @param withoutKey rows of which a join key is null, which match nothing
   * @param withoutTime rows whose event time is null, which match nothing
   * @param future rows whose event time is after the newest entity row, which match nothing
   * @param corrected times at which a row was created later than others of its key and event time
   * @param tied rows whose key, event time and created time were all in a row before
   * @param late null where the source has no created times
   * @param heavyHitters the most frequent keys
   */
  public record SourceRows(
      Input input,
      long rows,
      Times times,
      long withoutKey,
      long withoutTime,
      long future,
      long corrected,
      long tied,
      Late late,
      List<HeavyHitter> heavyHitters) {
    public SourceRows {
      heavyHitters = List.copyOf(heavyHitters);
    }
  }

  /**
   * Rows that were created more than a day after their event time.
   *
   * @param greatestLagSeconds of any row; 0 where none was created after its event time
   */
  public record Late(long rows, long greatestLagSeconds) {}
}
