package dev.larder.serving;

import java.util.List;

/**
 * The answer to one loan request; its components are the keys of the answer's JSON.
 *
 * @param decision {@value #APPROVE} or {@value #REJECT}
 * @param probability of default
 * @param threshold the probability from which on the decision is to reject
 * @param missing the features that had no value at that moment, as {@code view:feature}
 * @param model the model's name
 */
public record Decision(
    String decision, double probability, double threshold, List<String> missing, String model) {
  public static final String APPROVE = "approve";
  public static final String REJECT = "reject";

  public Decision {
    missing = List.copyOf(missing);
  }
}
