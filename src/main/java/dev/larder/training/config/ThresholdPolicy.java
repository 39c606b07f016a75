package dev.larder.training.config;

/** How the probability is found from which on the decision is to reject. */
public sealed interface ThresholdPolicy {
  /** As {@code credit_model.yaml} says it. */
  String description();

  /** The one with the best F1 score on the validation part. */
  record BestF1() implements ThresholdPolicy {
    @Override
    public String description() {
      return "best_f1";
    }
  }

  /** A given one, from 0 to 1. */
  record Fixed(double threshold) implements ThresholdPolicy {
    @Override
    public String description() {
      return Double.toString(threshold);
    }
  }

  /** The least one that rejects no greater share than this of the validation part. */
  record MaxRejectionRate(double share) implements ThresholdPolicy {
    @Override
    public String description() {
      return "max_rejection_rate: " + share;
    }
  }

  /**
   * The one whose mistakes on the validation part cost least.
   *
   * @param falseApproval what a loan costs that is approved and defaults
   * @param falseRejection what a loan costs that is rejected and would have been paid back
   */
  record Cost(double falseApproval, double falseRejection) implements ThresholdPolicy {
    @Override
    public String description() {
      return "cost: {false_approval: "
          + falseApproval
          + ", false_rejection: "
          + falseRejection
          + "}";
    }
  }
}
