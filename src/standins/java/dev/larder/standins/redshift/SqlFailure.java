package dev.larder.standins.redshift;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the client is told of a statement that failed, in Redshift's words. */
final class SqlFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Pattern TABLE =
      Pattern.compile("Catalog Error: Table with name \"?([^\"\\s]+)\"? does not exist");
  private static final Pattern SCHEMA =
      Pattern.compile("(?:Catalog|Binder) Error: .*[Ss]chema.*\"(\\S+?)\".*does not exist");
  private static final Pattern COLUMN =
      Pattern.compile("Binder Error: Referenced column \"(.+?)\" not found");
  private static final Pattern TYPE =
      Pattern.compile("Conversion Error: Could not convert string '(.*?)' to (\\w+)");

  private final String state;
  private final String detail;

  /**
   * A failure.
   *
   * @param state the SQLSTATE
   * @param detail null for none
   */
  SqlFailure(String state, String message, String detail) {
    super(message);
    this.state = state;
    this.detail = detail;
  }

  SqlFailure(String state, String message) {
    this(state, message, null);
  }

  /** One of Redshift's own: with the block of details that those have. */
  static SqlFailure internal(String message, int code, String context) {
    return new SqlFailure(
        "XX000",
        message,
        "\n  -----------------------------------------------\n  error:  %s\n  code:      %d\n"
                .formatted(message, code)
            + "  context:   %s\n  -----------------------------------------------\n"
                .formatted(context));
  }

  /** What DuckDB said. */
  static SqlFailure of(SQLException e) {
    String message = String.valueOf(e.getMessage());
    for (Pattern missing : new Pattern[] {TABLE, SCHEMA}) {
      Matcher matcher = missing.matcher(message);
      if (matcher.find()) {
        return missing == TABLE
            ? new SqlFailure("42P01", "relation \"" + matcher.group(1) + "\" does not exist")
            : new SqlFailure("3F000", "schema \"" + matcher.group(1) + "\" does not exist");
      }
    }
    Matcher column = COLUMN.matcher(message);
    if (column.find()) {
      return new SqlFailure("42703", "column \"" + column.group(1) + "\" does not exist");
    }
    Matcher type = TYPE.matcher(message);
    if (type.find()) {
      return new SqlFailure(
          "22P02",
          "Invalid digit, Value '%s', Pos 0, Type: %s".formatted(type.group(1), type.group(2)));
    }
    if (message.contains("INTERRUPT") || message.contains("Interrupted")) {
      return new SqlFailure("57014", "Query cancelled on user's request");
    }
    String state = message.startsWith("Parser Error") ? "42601" : "XX000";
    return new SqlFailure(
        state, message.lines().findFirst().orElse("").replaceFirst("^[\\w ]+ Error: ", ""));
  }

  String state() {
    return state;
  }

  String detail() {
    return detail;
  }
}
