package dev.larder.offline;

/**
 * An UNLOAD into Parquet files with a manifest.
 *
 * @param select the query
 * @param folder {@code s3://…/}, which must be empty
 * @param role the ARN of the role that Redshift writes with, or {@code default}
 */
record Unload(String select, String folder, String role) {
  /** The statement. */
  String sql() {
    return "UNLOAD ("
        + RedshiftSql.literal(select)
        + ") TO "
        + RedshiftSql.literal(folder)
        + " IAM_ROLE "
        + (role.equals("default") ? role : RedshiftSql.literal(role))
        + " FORMAT AS PARQUET MANIFEST";
  }
}
