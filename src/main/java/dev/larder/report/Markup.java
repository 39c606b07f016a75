package dev.larder.report;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A piece of a page, which is well-formed both as HTML and as XML. */
sealed interface Markup {
  void appendTo(StringBuilder out);

  /** Text, of whatever characters. */
  static Markup text(String text) {
    return new Text(text);
  }

  static Element element(String name, Markup... children) {
    return new Element(name, Map.of(), List.of(children));
  }

  static Element element(String name, Collection<? extends Markup> children) {
    return new Element(name, Map.of(), List.copyOf(children));
  }

  static Element element(String name, String text) {
    return element(name, text(text));
  }

  /** Text, in which what has a meaning in markup is escaped. */
  record Text(String text) implements Markup {
    @Override
    public void appendTo(StringBuilder out) {
      text.codePoints().forEach(c -> out.append(escaped(c)));
    }

    private static String escaped(int c) {
      return switch (c) {
        case '&' -> "&amp;";
        case '<' -> "&lt;";
        case '>' -> "&gt;";
        default -> isAllowed(c) ? Character.toString(c) : "\uFFFD";
      };
    }

    /** What XML 1.0 takes: no control characters, no half of a pair of surrogates. */
    private static boolean isAllowed(int c) {
      return c == '\t'
          || c == '\n'
          || c == '\r'
          || (c >= 0x20 && c < Character.MIN_SURROGATE)
          || (c > Character.MAX_SURROGATE && c != 0xFFFE && c != 0xFFFF);
    }
  }

  /**
   * An element.
   *
   * @param attributes in this order
   */
  record Element(String name, Map<String, String> attributes, List<Markup> children)
      implements Markup {
    /** HTML knows no end of these, and an end of all others. */
    private static final Set<String> VOID = Set.of("meta");

    /** These start a line, so that two pages can be compared by their lines. */
    private static final Set<String> LINES =
        Set.of(
            "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "article",
            "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "div", "table", "tr", "svg");

    public Element {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
      children = List.copyOf(children);
    }

    /** This element with one more attribute. */
    Element with(String attribute, Object value) {
      Map<String, String> more = new LinkedHashMap<>(attributes);
      more.put(attribute, value.toString());
      return new Element(name, more, children);
    }

    /** This element with more children at its end. */
    Element and(Markup... more) {
      return new Element(
          name, attributes, Stream.concat(children.stream(), Stream.of(more)).toList());
    }

    @Override
    public void appendTo(StringBuilder out) {
      if (LINES.contains(name)) {
        out.append('\n');
      }
      out.append('<').append(name);
      attributes.forEach(
          (attribute, value) -> {
            out.append(' ').append(attribute).append("=\"");
            StringBuilder escaped = new StringBuilder();
            new Text(value).appendTo(escaped);
            out.append(escaped.toString().replace("\"", "&quot;")).append('"');
          });
      if (VOID.contains(name)) {
        out.append("/>");
        return;
      }
      out.append('>');
      children.forEach(child -> child.appendTo(out));
      out.append("</").append(name).append('>');
    }
  }
}
