package dev.larder.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;

/**
 * A file's text with its {@code $VAR} and {@code ${VAR}} replaced, as Feast's {@code
 * os.path.expandvars} does before it parses: a variable that is not set stays as it stands. It
 * remembers where the replaced text came from, so that places are those of the file.
 */
final class YamlText {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");

  /** A stretch that was replaced, by its offsets in both texts. */
  private record Replaced(int start, int end, int originalStart, int originalEnd) {}

  private final String file;
  private final String original;
  private final String expanded;
  private final List<Replaced> replacements = new ArrayList<>();

  /**
   * @param file the name for messages
   * @param environment the variables; empty to replace nothing
   */
  YamlText(String file, String original, Map<String, String> environment) {
    this.file = file;
    this.original = original;
    this.expanded = expand(environment);
  }

  private String expand(Map<String, String> environment) {
    Matcher matcher = VARIABLE.matcher(original);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      String value = environment.getOrDefault(name, matcher.group());
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
      int end = result.length();
      replacements.add(new Replaced(end - value.length(), end, matcher.start(), matcher.end()));
    }
    return matcher.appendTail(result).toString();
  }

  String expanded() {
    return expanded;
  }

  /** {@code file:line:column}, both counted from 1, in the text as it stands in the file. */
  String place(Mark mark) {
    int offset = expanded.offsetByCodePoints(0, mark.getIndex());
    int start = originalOffset(offset);
    int lineStart = original.lastIndexOf('\n', start - 1) + 1;
    long line = original.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1;
    return file + ":" + line + ":" + (original.codePointCount(lineStart, start) + 1);
  }

  private int originalOffset(int offset) {
    int shift = 0;
    for (Replaced replaced : replacements) {
      if (offset < replaced.start()) {
        break;
      }
      if (offset < replaced.end()) {
        return replaced.originalStart();
      }
      shift = replaced.originalEnd() - replaced.end();
    }
    return offset + shift;
  }
}
