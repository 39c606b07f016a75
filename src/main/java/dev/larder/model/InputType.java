package dev.larder.model;

/** What kind of values an input takes, by the names of Feast's value types. */
public enum InputType {
  BOOLEAN("true or false"),
  INT32("a whole number from -2147483648 to 2147483647"),
  INT64("a whole number"),
  FLOAT("a number"),
  DOUBLE("a number"),
  STRING("a text");

  private final String words;

  InputType(String words) {
    this.words = words;
  }

  /** What is expected, for messages: "a whole number". */
  public String words() {
    return words;
  }
}
