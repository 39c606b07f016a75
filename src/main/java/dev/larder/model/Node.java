package dev.larder.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A node of a decision tree; nodes refer to each other by their positions in the model's list. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Node.Split.class), @JsonSubTypes.Type(Node.Leaf.class)})
public sealed interface Node {
  /**
   * A question.
   *
   * @param input the position of the input that it asks for
   * @param threshold a code up to it goes left, a greater one right
   * @param left the node for those that go left; behind this one
   * @param right the node for the others; behind this one
   */
  record Split(int input, double threshold, int left, int right) implements Node {}

  /**
   * An answer.
   *
   * @param probability of the label 1
   */
  record Leaf(double probability) implements Node {}
}
