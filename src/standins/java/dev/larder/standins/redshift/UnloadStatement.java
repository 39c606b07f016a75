package dev.larder.standins.redshift;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An UNLOAD to Parquet.
 *
 * @param query what is unloaded
 * @param location where to: {@code s3://bucket/prefix}
 * @param role who writes there
 */
record UnloadStatement(
    String query, String location, String role, boolean manifest, boolean allowOverwrite) {
  private static final String LITERAL = "('(?:[^'\\\\]|''|\\\\.)*')";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "UNLOAD\\s*\\(\\s*(?:"
              + LITERAL
              + "|\\$\\$(.*?)\\$\\$)\\s*\\)\\s*TO\\s*"
              + LITERAL
              + "\\s*IAM_ROLE\\s*"
              + LITERAL
              + "(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern OPTIONS =
      Pattern.compile(
          "(?:FORMAT\\s+(?:AS\\s+)?PARQUET|MANIFEST|ALLOWOVERWRITE|PARALLEL\\s+(?:ON|OFF)|\\s+)*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OUTER_LIMIT =
      Pattern.compile(".*\\bLIMIT\\s+\\d+\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  static UnloadStatement parse(String sql) throws SqlFailure {
    Matcher matcher = SYNTAX.matcher(sql);
    if (!matcher.matches()) {
      throw new SqlFailure("42601", "syntax error at or near \"UNLOAD\"");
    }
    String options = matcher.group(5).toUpperCase(Locale.ROOT);
    if (!OPTIONS.matcher(options).matches() || !options.contains("PARQUET")) {
      throw new SqlFailure("0A000", "This stand-in unloads FORMAT PARQUET alone:" + options);
    }
    String query =
        matcher.group(1) == null ? matcher.group(2) : SqlText.unescaped(matcher.group(1));
    if (OUTER_LIMIT.matcher(query).matches()) {
      throw new SqlFailure("0A000", "Limit clause is not supported");
    }
    return new UnloadStatement(
        query,
        SqlText.unescaped(matcher.group(3)),
        SqlText.unescaped(matcher.group(4)),
        options.contains("MANIFEST"),
        options.contains("ALLOWOVERWRITE"));
  }
}
