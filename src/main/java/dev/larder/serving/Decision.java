package dev.larder.serving;

import dev.larder.model.Reason;
import java.util.List;

/**
 * The answer to one loan request; its components are the keys of the answer's JSON.
 *
 * @param decision {@value #APPROVE} or {@value #REJECT}
 * @param probability of default
 * @param threshold the probability from which on the decision is to reject
 * @param reasons of a rejection, in the words of the model, the weightiest first: what US lenders
 *     must give with an adverse action; empty for an approval
 * @param missing the features that had no value at that moment, as {@code view:feature}
 * @param model the model's name
 */
public record Decision(
    String decision,
    double probability,
    double threshold,
    List<Reason> reasons,
    List<String> missing,
    String model) {
  public static final String APPROVE = "approve";
  public static final String REJECT = "reject";

  public Decision {
    reasons = List.copyOf(reasons);
    missing = List.copyOf(missing);
  }
}
