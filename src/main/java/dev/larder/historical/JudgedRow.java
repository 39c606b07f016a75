package dev.larder.historical;

import dev.larder.historical.TrainingSetSample.SampleRow;
import java.util.List;

/**
 * A row of a training set and what the rules say of it.
 *
 * @param views one for each projection, in their order
 */
record JudgedRow(SampleRow row, List<JudgedView> views) {
  JudgedRow {
    views = List.copyOf(views);
  }
}
