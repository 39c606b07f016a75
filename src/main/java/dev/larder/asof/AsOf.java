package dev.larder.asof;

/** The two ways to find the rows that held at a time. Their results are the same. */
public enum AsOf {
  /** An operator of our own inside Spark: {@link OperatorAsOf}. */
  OPERATOR,
  /** Plain Spark SQL: {@link SqlAsOf}. */
  SQL
}
