package dev.larder.model;

import dev.larder.JsonRecord;
import dev.larder.UserException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained model that needs no Spark: a decision tree with the encoders of its inputs. It gives
 * the probability that MLlib gives, to the last bit.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param featureService the service whose features it was trained with; null where it was trained
 *     with references
 * @param inputs in the order of the tree's input numbers
 * @param nodes the tree, root first
 * @param threshold a probability from it on means: reject
 * @param metadata what it was made from and how, for people
 */
public record PortableModel(
    int formatVersion,
    String name,
    String featureService,
    List<Input> inputs,
    List<Node> nodes,
    double threshold,
    Map<String, String> metadata) {

  /** The only version there is. */
  public static final int FORMAT_VERSION = 1;

  /** The model in a model directory. */
  public static final String FILE_NAME = "model.json";

  private static final JsonRecord<PortableModel> JSON =
      new JsonRecord<>(PortableModel.class, "model", FORMAT_VERSION);

  public PortableModel {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a model.
   *
   * @param where the file, for errors
   * @throws UserException with all that is wrong with it
   */
  public static PortableModel parse(String where, byte[] json) {
    PortableModel model = JSON.read(where, json);
    ModelCheck.check(where, model);
    return model;
  }

  /** The file's content; {@link #parse} reads it back. */
  public byte[] toJson() {
    return JSON.write(this);
  }

  /**
   * The probability of the label 1.
   *
   * @param values by the inputs' names, of the types that {@link Input#encode} takes; what is
   *     absent is missing
   */
  public double probability(Map<String, ?> values) {
    return probability(inputs.stream().mapToDouble(i -> i.encode(values.get(i.name()))).toArray());
  }

  /**
   * The probability of the label 1.
   *
   * @param codes of all inputs, in their order
   */
  public double probability(double[] codes) {
    Node node = nodes.get(0);
    while (node instanceof Node.Split split) {
      node = nodes.get(codes[split.input()] <= split.threshold() ? split.left() : split.right());
    }
    return ((Node.Leaf) node).probability();
  }
}
