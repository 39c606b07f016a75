package dev.larder.feature;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;

/** One YAML file while it is read: its root, and all problems found in it, each with its place. */
public final class YamlDocument {
  private static final int MAX_CODE_POINTS = 64 << 20;

  private final String file;
  private final YamlText text;
  private final YamlMapping root;
  private final List<Found> found = new ArrayList<>();

  private record Found(int index, Problem problem) {}

  /**
   * The file's text as YAML.
   *
   * @param file the name for messages
   * @param environment what {@code $VAR} stands for; empty to leave it as it is
   * @throws UserException where the text is not one YAML mapping
   */
  public YamlDocument(String file, String content, Map<String, String> environment) {
    this.file = file;
    this.text = new YamlText(file, content, environment);
    Node node = compose();
    if (!(node instanceof MappingNode mapping)) {
      throw node == null
          ? new UserException(file, "Expected keys with values, found an empty file.")
          : new UserException(place(node), "Expected keys with values, found " + kind(node) + ".");
    }
    this.root = new YamlMapping(this, mapping, "this file");
  }

  private Node compose() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CODE_POINTS);
    try {
      return new Yaml(options).compose(new StringReader(text.expanded()));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      throw notYaml(mark == null ? file : text.place(mark), e.getProblem(), e);
    } catch (YAMLException e) {
      throw notYaml(file, e.getMessage(), e);
    }
  }

  private static UserException notYaml(String where, String problem, YAMLException e) {
    return new UserException(
        where, "This is not YAML: " + problem.strip().replaceAll("\\s*\\R\\s*", " ") + ".", e);
  }

  /** The keys of the whole file. */
  public YamlMapping root() {
    return root;
  }

  /** The place of a node in the file: {@code file:line:column}. */
  public String place(Node node) {
    return text.place(node.getStartMark());
  }

  /** The line of a node, counted from 1. */
  int line(Node node) {
    String[] parts = place(node).split(":", -1);
    return Integer.parseInt(parts[parts.length - 2]);
  }

  void problem(Node node, String message) {
    found.add(new Found(node.getStartMark().getIndex(), new Problem(place(node), message)));
  }

  /** Takes over the problems of something that was parsed from a node's text. */
  void problem(Node node, UserException e) {
    e.problems().forEach(p -> problem(node, p.message()));
  }

  int problemCount() {
    return found.size();
  }

  /**
   * The end of the reading.
   *
   * @throws UserException with every problem, in the order of their places
   */
  public void throwProblems() {
    if (!found.isEmpty()) {
      throw new UserException(
          found.stream()
              .sorted(Comparator.comparingInt(Found::index))
              .map(Found::problem)
              .toList());
    }
  }

  /** What a node is, in words. */
  static String kind(Node node) {
    if (node.getNodeId() == NodeId.mapping) {
      return "keys with values";
    }
    return node.getNodeId() == NodeId.sequence ? "a list" : "a single value";
  }
}
