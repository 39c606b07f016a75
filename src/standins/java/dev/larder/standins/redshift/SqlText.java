package dev.larder.standins.redshift;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement.
 *
 * @param text without the semicolon
 */
record SqlText(String text) {
  /** Literals, quoted names and comments, in which a semicolon or a word means nothing. */
  private static final Pattern OPAQUE =
      Pattern.compile(
          "'(?:[^'\\\\]|''|\\\\.)*'|\"(?:[^\"]|\"\")*\"|--[^\\n]*|/\\*.*?\\*/|\\$\\$.*?\\$\\$",
          Pattern.DOTALL);

  private static final Pattern PHYSICAL =
      Pattern.compile(
          "\\s(?:DISTSTYLE\\s+\\w+|DISTKEY\\s*(?:\\([^)]*\\))?"
              + "|(?:COMPOUND\\s+|INTERLEAVED\\s+)?SORTKEY\\s*(?:\\([^)]*\\))?|ENCODE\\s+\\w+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TYPES =
      Pattern.compile(
          "\\b(SUPER|VARBYTE(?:\\s*\\(\\d+\\))?|\\(MAX\\))(?=[\\s,)]|$)", Pattern.CASE_INSENSITIVE);

  private static final Pattern COMMENTS =
      Pattern.compile("^(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)+", Pattern.DOTALL);

  /** The statements of a text, without empty ones. */
  static List<SqlText> split(String text) {
    List<SqlText> statements = new ArrayList<>();
    Matcher opaque = OPAQUE.matcher(text);
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && opaque.region(i, text.length()).lookingAt()) {
        i = opaque.end() - 1;
      } else if (i == text.length() || text.charAt(i) == ';') {
        String statement = text.substring(start, i);
        if (!COMMENTS.matcher(statement).replaceFirst("").isBlank()) {
          statements.add(new SqlText(statement.strip()));
        }
        start = i + 1;
      }
    }
    return statements;
  }

  /** The first word, in upper case. */
  String verb() {
    Matcher word = Pattern.compile("[(\\s]*(\\w+)").matcher(bare());
    return word.lookingAt() ? word.group(1).toUpperCase(Locale.ROOT) : "";
  }

  boolean givesRows() {
    return switch (verb()) {
      case "SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN", "DESCRIBE" -> true;
      default -> false;
    };
  }

  /** Without comments before it. */
  String bare() {
    return COMMENTS.matcher(text).replaceFirst("");
  }

  /** In DuckDB's words. */
  String forDuckDb() {
    StringBuilder sql = new StringBuilder();
    Matcher opaque = OPAQUE.matcher(text);
    int start = 0;
    while (opaque.find()) {
      sql.append(plain(text.substring(start, opaque.start()))).append(literal(opaque.group()));
      start = opaque.end();
    }
    return sql.append(plain(text.substring(start))).toString();
  }

  private String plain(String part) {
    if (!verb().equals("CREATE") && !verb().equals("ALTER")) {
      return part;
    }
    return TYPES
        .matcher(PHYSICAL.matcher(part).replaceAll(" "))
        .replaceAll(
            type ->
                switch (type.group(1).charAt(0)) {
                  case 'S', 's' -> "JSON";
                  case '(' -> "";
                  default -> "BLOB";
                });
  }

  /** A literal of Redshift, in which a backslash escapes, as one of SQL. */
  private static String literal(String opaque) {
    if (opaque.charAt(0) != '\'' || opaque.indexOf('\\') < 0) {
      return opaque;
    }
    return "'" + unescaped(opaque).replace("'", "''") + "'";
  }

  /** What a literal of Redshift stands for. */
  static String unescaped(String literal) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < literal.length() - 1; i++) {
      char c = literal.charAt(i);
      boolean escapes = c == '\\' || (c == '\'' && literal.charAt(i + 1) == '\'');
      value.append(escapes ? literal.charAt(++i) : c);
    }
    return value.toString();
  }
}
