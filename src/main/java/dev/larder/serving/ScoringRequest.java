package dev.larder.serving;

import java.util.List;
import java.util.Map;

/**
 * Loan requests, checked and in the types of their fields.
 *
 * @param single whether it was one request, which wants one answer, not a list of them
 * @param rows the fields of each request by name; null where the applicant left one out
 */
public record ScoringRequest(boolean single, List<Map<String, Object>> rows) {
  public ScoringRequest {
    rows = List.copyOf(rows);
  }

  /** The answers in the form of the request: one object, or a list. */
  public Object answer(List<Decision> decisions) {
    return single ? decisions.get(0) : decisions;
  }
}
