package dev.larder.training.evaluation;

import java.util.List;

/**
 * A column that applicants are grouped by.
 *
 * @param column of {@link ScoredRows#SEGMENTS}
 * @param cuts between groups of numbers, in rising order: a number is below the first of them that
 *     is greater; empty to have a group for each value
 * @param isProtected whether the groups must be treated alike
 */
public record Grouping(String column, List<Double> cuts, boolean isProtected) {
  public Grouping {
    cuts = List.copyOf(cuts);
  }
}
