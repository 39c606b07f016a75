package dev.larder.model;

/** What kind of values an input takes, by the names of Feast's value types. */
public enum InputType {
  BOOL,
  INT32,
  INT64,
  FLOAT,
  DOUBLE,
  STRING
}
