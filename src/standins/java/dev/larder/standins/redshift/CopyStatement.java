package dev.larder.standins.redshift;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A COPY of Parquet files into a table.
 *
 * @param table as it stands in the statement
 * @param location what the keys of the files begin with: {@code s3://bucket/prefix}
 * @param role who reads there
 */
record CopyStatement(String table, String location, String role) {
  private static final String LITERAL = "('(?:[^'\\\\]|''|\\\\.)*')";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "COPY\\s+([\\w.\"]+)\\s+FROM\\s*"
              + LITERAL
              + "\\s*IAM_ROLE\\s*"
              + LITERAL
              + "\\s*FORMAT\\s+(?:AS\\s+)?PARQUET\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  static CopyStatement parse(String sql) throws SqlFailure {
    Matcher matcher = SYNTAX.matcher(sql);
    if (!matcher.matches()) {
      throw new SqlFailure("0A000", "This stand-in copies from S3, FORMAT PARQUET, alone");
    }
    return new CopyStatement(
        matcher.group(1), SqlText.unescaped(matcher.group(2)), SqlText.unescaped(matcher.group(3)));
  }
}
