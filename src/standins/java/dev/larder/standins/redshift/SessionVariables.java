package dev.larder.standins.redshift;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What SET and SHOW are about; names are not checked. */
final class SessionVariables {
  private static final Pattern SET =
      Pattern.compile(
          "SET\\s+(?:SESSION\\s+|LOCAL\\s+)?(\\w+)\\s*(?:=|\\bTO\\b)\\s*(.+)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern OTHER =
      Pattern.compile("(?:RESET|SHOW)\\s+(\\w+)", Pattern.CASE_INSENSITIVE);

  /** Redshift has but one level. */
  private static final Pattern ISOLATION =
      Pattern.compile(
          "SET\\s+(?:SESSION\\s+CHARACTERISTICS\\s+AS\\s+)?TRANSACTION\\s.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Map<String, String> values = new TreeMap<>();

  /** Of SET, RESET and SHOW, which gives the value. */
  String run(SqlText statement) throws SqlFailure {
    if (ISOLATION.matcher(statement.bare()).matches()) {
      return "";
    }
    Matcher set = SET.matcher(statement.bare());
    if (set.matches()) {
      String value = set.group(2).strip();
      values.put(
          set.group(1).toLowerCase(Locale.ROOT),
          value.startsWith("'") ? SqlText.unescaped(value) : value);
      return "";
    }
    Matcher other = OTHER.matcher(statement.bare());
    if (!other.matches()) {
      throw new SqlFailure("42601", "syntax error at or near \"" + statement.verb() + "\"");
    }
    String name = other.group(1).toLowerCase(Locale.ROOT);
    if (statement.verb().equals("RESET")) {
      values.remove(name);
      return "";
    }
    return values.getOrDefault(name, "");
  }

  /** The label of the statements. */
  String queryGroup() {
    return values.getOrDefault("query_group", "default");
  }

  /** How long a statement may run; 0 for as long as it takes. */
  long timeoutMillis() {
    return Long.parseLong(values.getOrDefault("statement_timeout", "0"));
  }
}
